"""The checks of tables in SQLite, which has no statement to change them."""

import re

from peewee import Database

# With up to two levels of brackets.
CHECK = r"CONSTRAINT [\"`]?({})[\"`]? CHECK \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"


def table_sql(db: Database, table: str) -> str:
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return str(db.execute_sql(query, (table,)).fetchone()[0])


def read_checks(db: Database, table: str) -> dict[str, str]:
    return dict(re.findall(CHECK.format(r"\w+"), table_sql(db, table)))


def write_check(db: Database, table: str, name: str, check: str | None) -> None:
    """Add, change or remove a check. Stored rows have to pass it.

    This edits the schema as https://www.sqlite.org/lang_altertable.html describes.
    """
    sql = re.sub(",? *" + CHECK.format(name), "", table_sql(db, table))
    if check is not None:
        sql = f'{sql.rstrip().removesuffix(")")}, CONSTRAINT "{name}" CHECK ({check}))'
    version = db.execute_sql("PRAGMA schema_version").fetchone()[0]
    db.execute_sql("PRAGMA writable_schema = ON")
    update = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
    db.execute_sql(update, (sql, table))
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")

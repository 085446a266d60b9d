"""Checks and foreign keys in SQLite, which has no statements to change them."""

import re

from peewee import Database

# With up to two levels of brackets.
CHECK = r"CONSTRAINT [\"`]?({})[\"`]? CHECK \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"

FOREIGN_KEY = (
    r", CONSTRAINT [\"`]?\w+[\"`]? FOREIGN KEY \([\"`]?{}[\"`]?\)"
    r" REFERENCES [\"`]?\w+[\"`]? \([^)]+\)( ON \w+ (SET NULL|NO ACTION|\w+))*"
)


def table_sql(db: Database, table: str) -> str:
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return str(db.execute_sql(query, (table,)).fetchone()[0])


def read_checks(db: Database, table: str) -> dict[str, str]:
    return dict(re.findall(CHECK.format(r"\w+"), table_sql(db, table)))


def write_check(db: Database, table: str, name: str, check: str | None) -> None:
    """Add, change or remove a check. Stored rows have to pass it."""
    sql = re.sub(",? *" + CHECK.format(name), "", table_sql(db, table))
    if check is not None:
        sql = f'{sql.rstrip().removesuffix(")")}, CONSTRAINT "{name}" CHECK ({check}))'
    replace(db, table, sql)


def drop_foreign_key(db: Database, table: str, column: str) -> None:
    """Remove the foreign key of a column, which can be dropped then."""
    replace(db, table, re.sub(FOREIGN_KEY.format(column), "", table_sql(db, table)))


def replace(db: Database, table: str, sql: str) -> None:
    """Edit the schema as https://www.sqlite.org/lang_altertable.html describes."""
    version = db.execute_sql("PRAGMA schema_version").fetchone()[0]
    db.execute_sql("PRAGMA writable_schema = ON")
    update = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
    db.execute_sql(update, (sql, table))
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")

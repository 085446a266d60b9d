"""The checks of tables in MySQL and MariaDB."""

from peewee import SQL, Database
from playhouse.migrate import SchemaMigrator


def read_checks(db: Database, table: str) -> dict[str, str]:
    query = """
        SELECT constraint_name, check_clause
        FROM information_schema.table_constraints
        JOIN information_schema.check_constraints
            USING (constraint_schema, constraint_name)
        WHERE table_constraints.table_schema = DATABASE()
            AND table_constraints.table_name = %s
    """
    return dict(db.execute_sql(query, (table,)).fetchall())


def write_check(db: Database, table: str, name: str, check: str | None) -> None:
    """Add, change or remove a check."""
    migrator = SchemaMigrator.from_database(db)
    if name in read_checks(db, table):
        migrator.migrate(migrator.drop_constraint(table, name))
    if check is not None:
        migrator.migrate(migrator.add_constraint(table, name, SQL(f"CHECK ({check})")))

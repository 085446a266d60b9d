"""How this service uses SQLite."""

from typing import Any

from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers don't wait for a writer
    "PRAGMA synchronous = NORMAL",  # enough with WAL; a power cut loses no consistency
)


def connect_args(timeout: int) -> dict[str, Any]:
    """The driver's arguments.

    Args:
        timeout: Seconds to wait for another connection's write.
    """
    return {
        "timeout": timeout,
        # The driver opens a transaction before the first write, and takes the write
        # lock with it. Reads before it see what is committed; were they part of the
        # transaction, a write after another connection's commit would be refused.
        # https://www.sqlite.org/isolation.html
        "isolation_level": "IMMEDIATE",
    }


def prepare(engine: Engine) -> None:
    """Set up each connection, and let savepoints be part of a transaction."""
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "savepoint", before_savepoint)
    event.listen(engine, "before_execute", before_execute)
    # One connection writes at a time, so the rows of an INSERT get ascending ids in
    # their order. That lets the ORM insert many with one statement.
    engine.dialect.insertmanyvalues_implicit_sentinel = (
        InsertmanyvaluesSentinelOpts.ANY_AUTOINCREMENT
    )


def on_connect(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    # SQLite's own lower() knows ASCII only.
    connection.create_function("lower", 1, lower, deterministic=True)


def lower(value: str | None) -> str | None:
    return value and value.lower()


def before_savepoint(connection: Connection, name: str) -> None:
    # The driver opens no transaction for a SAVEPOINT, which then would be one itself:
    # releasing it would commit.
    begin(connection)


def before_execute(connection: Connection, statement: object, *_: object) -> None:
    # SQLite knows no FOR UPDATE, which SQLAlchemy leaves out: the lock for writing is
    # one for all rows.
    if isinstance(statement, Select) and statement._for_update_arg is not None:
        begin(connection)


def begin(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process writes. The lock ends with the transaction."""
    # Alembic changes a column by a new table, which takes the old one's place: with
    # foreign keys, dropping that would delete the rows that refer to it.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")

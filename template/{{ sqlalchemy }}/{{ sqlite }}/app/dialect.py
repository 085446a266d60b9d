"""Connections, transactions and locks for SQLite."""

from typing import Any

from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",  # readers don't wait for a writer
    "PRAGMA synchronous = NORMAL",  # with WAL, a power cut can't corrupt the database
)


def connect_args(timeout: int) -> dict[str, Any]:
    """Return the arguments of the driver's `connect`.

    Args:
        timeout: Seconds to wait while another connection writes.
    """
    return {
        "timeout": timeout,
        # The driver begins a transaction, and takes the write lock, before the first
        # write. Earlier reads are not part of it: if they were, SQLite would refuse to
        # write after another connection's commit.
        # https://www.sqlite.org/isolation.html
        "isolation_level": "IMMEDIATE",
    }


def prepare(engine: Engine) -> None:
    """Configure connections, and make savepoints and row locks begin a transaction."""
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "savepoint", before_savepoint)
    event.listen(engine, "before_execute", before_execute)
    # One connection writes at a time, so the rows of an INSERT get ascending ids in
    # their order. This allows the ORM to insert many rows by one statement.
    engine.dialect.insertmanyvalues_implicit_sentinel = (
        InsertmanyvaluesSentinelOpts.ANY_AUTOINCREMENT
    )


def on_connect(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
    # SQLite's lower() supports ASCII only.
    connection.create_function("lower", 1, lower, deterministic=True)


def lower(value: str | None) -> str | None:
    return value and value.lower()


def before_savepoint(connection: Connection, name: str) -> None:
    # The driver begins no transaction for a SAVEPOINT. The savepoint would be the
    # transaction, and its release a commit.
    begin(connection)


def before_execute(connection: Connection, statement: object, *_: object) -> None:
    # SQLite has no FOR UPDATE, so SQLAlchemy omits it. Take the lock that SQLite has:
    # one for all rows.
    if isinstance(statement, Select) and statement._for_update_arg is not None:
        begin(connection)


def begin(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process writes. The transaction's end releases the lock."""
    # To change a column, Alembic copies the table and drops the old one. Foreign keys
    # would then delete the rows that refer to it.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")

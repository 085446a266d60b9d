"""How this service uses MySQL and MariaDB: types that lose and confuse nothing."""

from typing import Any

from sqlalchemy import Connection, DateTime, String, Text
from sqlalchemy.dialects.mysql.base import MySQLTypeCompiler
from sqlalchemy.ext.compiler import compiles

ENGINE_OPTIONS: dict[str, Any] = {
    # Each statement sees what is committed; with the default, a transaction would
    # judge by a snapshot that is older than the locks it waited for.
    "isolation_level": "READ COMMITTED",
    # The server closes idle connections after wait_timeout seconds.
    "pool_recycle": 1800,
}
CONNECT_ARGS = {"charset": "utf8mb4"}


@compiles(DateTime, "mysql", "mariadb")
def with_microseconds(type_: DateTime, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    return "DATETIME(6)"


@compiles(String, "mysql", "mariadb")
def told_apart(type_: String, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    """By default "é" would equal "e", also in unique keys."""
    return f"VARCHAR({type_.length}) COLLATE utf8mb4_bin"


@compiles(Text, "mysql", "mariadb")
def long_enough(type_: Text, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    """TEXT ends at 64 KiB, which is 16,383 letters of four bytes."""
    return "MEDIUMTEXT"


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process migrates. The lock ends with the connection.

    Raises:
        TimeoutError: Another process holds the lock for an hour.
    """
    statement = "SELECT GET_LOCK(MD5(DATABASE()), 3600)"
    if not connection.exec_driver_sql(statement).scalar():
        raise TimeoutError("Another process is still migrating this database.")

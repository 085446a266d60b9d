"""Connection options and column types for MySQL and MariaDB."""

from typing import Any

from sqlalchemy import Connection, DateTime, String, Text
from sqlalchemy.dialects.mysql.base import MySQLTypeCompiler
from sqlalchemy.ext.compiler import compiles

ENGINE_OPTIONS: dict[str, Any] = {
    # Each statement sees committed changes. By default a transaction would read a
    # snapshot that is older than the locks it waited for.
    "isolation_level": "READ COMMITTED",
    # The server closes idle connections after wait_timeout seconds.
    "pool_recycle": 1800,
}
CONNECT_ARGS = {"charset": "utf8mb4"}


@compiles(DateTime, "mysql", "mariadb")
def compile_datetime(type_: DateTime, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    return "DATETIME(6)"


@compiles(String, "mysql", "mariadb")
def compile_string(type_: String, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    """Compare strings exactly: by default, "é" equals "e", also in unique keys."""
    return f"VARCHAR({type_.length}) COLLATE utf8mb4_bin"


@compiles(Text, "mysql", "mariadb")
def compile_text(type_: Text, compiler: MySQLTypeCompiler, **kw: Any) -> str:
    """Use MEDIUMTEXT: TEXT ends at 64 KiB, or 16,383 characters of four bytes."""
    return "MEDIUMTEXT"


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process migrates. The connection's end releases the lock.

    Raises:
        TimeoutError: Another process has held the lock for an hour.
    """
    statement = "SELECT GET_LOCK(MD5(DATABASE()), 3600)"
    if not connection.exec_driver_sql(statement).scalar():
        raise TimeoutError("Another process is still migrating this database.")

"""The statements that create and drop a database."""

# One that every server has.
DATABASE = "information_schema"

LOSE_CONNECTION = "KILL CONNECTION_ID()"
LIMIT = "SELECT @@innodb_lock_wait_timeout"


def drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {quote(name)}"


def create(name: str) -> str:
    return f"CREATE DATABASE {quote(name)} CHARACTER SET utf8mb4"


def quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"

"""The statements that create and drop a database."""

# One that every server has.
DATABASE = "postgres"


def drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)"


def create(name: str) -> str:
    return f"CREATE DATABASE {quote(name)}"


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

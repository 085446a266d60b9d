"""The statements that create and drop a database."""

# One that every server has.
DATABASE = "postgres"

LOSE_CONNECTION = "SELECT pg_terminate_backend(pg_backend_pid())"
LIMIT = "SELECT setting::int / 1000 FROM pg_settings WHERE name = 'statement_timeout'"


def drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)"


def create(name: str) -> str:
    return f"CREATE DATABASE {quote(name)}"


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

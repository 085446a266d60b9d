"""How this service uses PostgreSQL."""

from sqlalchemy import Connection


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process migrates. The lock ends with the transaction."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('migrations'))")

"""Locks for PostgreSQL."""

from sqlalchemy import Connection


def lock_migrations(connection: Connection) -> None:
    """Wait until no other process migrates. The transaction's end releases the lock."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('migrations'))")

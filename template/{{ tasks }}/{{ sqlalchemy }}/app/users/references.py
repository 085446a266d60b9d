"""Columns that refer to a table."""

from collections.abc import Iterator

from sqlalchemy import Column, Table


def references(table: Table) -> Iterator[Column[int]]:
    """Return the columns of all tables that refer to a table."""
    for other in table.metadata.tables.values():
        for key in other.foreign_keys:
            if key.references(table):
                yield key.parent

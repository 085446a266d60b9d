"""The rows of a service's database, read without its ORM."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.stacks import SERVERS

if TYPE_CHECKING:
    from sqlalchemy import Engine

Row = dict[str, str]


def engine_of(url: str) -> "Engine":
    from sqlalchemy import create_engine, make_url

    parsed = make_url(url)
    server = SERVERS.get(parsed.drivername)
    return create_engine(parsed.set(drivername=server.driver) if server else parsed)


def rows_of(url: str) -> dict[str, list[Row]]:
    """Return all rows, by their tables."""
    # It takes half a second to import, and few tests call this.
    from sqlalchemy import MetaData, select, text

    engine = engine_of(url)
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [
                {name: str(value) for name, value in row.items()}
                # Raw values: each ORM stores times in a format of its own.
                for row in connection.execute(
                    select(text("*")).select_from(table)
                ).mappings()
            ]
            for table in metadata.tables.values()
        }
    engine.dispose()
    return found


def lost_rows(
    before: dict[str, list[Row]], after: dict[str, list[Row]]
) -> dict[str, list[Row]]:
    """Return the rows, by their tables, that are gone or changed.

    New columns don't count.
    """
    lost = {}
    for table, rows in before.items():
        columns = rows[0].keys() if rows else ()
        there = {values(row, columns) for row in after.get(table, [])}
        gone = [row for row in rows if values(row, columns) not in there]
        if gone:
            lost[table] = gone
    return lost


def values(row: Row, columns: Iterable[str]) -> frozenset[tuple[str, str | None]]:
    return frozenset((column, row.get(column)) for column in columns)

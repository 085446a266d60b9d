"""The rows of a database, whichever it is and whoever made its tables."""

from collections.abc import Iterable

from sqlalchemy import MetaData, create_engine, make_url, select, text

DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql"}

Row = dict[str, str]


def rows_of(url: str) -> dict[str, list[Row]]:
    """All that is there, by the table."""
    parsed = make_url(url)
    engine = create_engine(
        parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))
    )
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: [
                {name: str(value) for name, value in row.items()}
                # As they are stored: ORMs write a time in forms of their own.
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
    """The rows, by the table, that are not there with all that they held.

    A column that has come since does not matter.
    """
    lost = {}
    for table, rows in before.items():
        columns = rows[0].keys() if rows else ()
        kept = {part(row, columns) for row in after.get(table, [])}
        gone = [row for row in rows if part(row, columns) not in kept]
        if gone:
            lost[table] = gone
    return lost


def part(row: Row, columns: Iterable[str]) -> frozenset[tuple[str, str | None]]:
    return frozenset((column, row.get(column)) for column in columns)

"""Which errors of SQLite mean an outage."""

import sqlite3
from pathlib import Path

import pytest

from app import timeouts


def test_locked_file_is_an_outage(tmp_path: Path) -> None:
    writer, other = (sqlite3.connect(tmp_path / "db", timeout=0) for _ in range(2))
    writer.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError) as caught:
        other.execute("BEGIN IMMEDIATE")

    assert timeouts.is_outage(caught.value)
    writer.close()
    other.close()


def test_missing_table_is_no_outage() -> None:
    connection = sqlite3.connect(":memory:")

    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("SELECT * FROM missing")

    assert not timeouts.is_outage(caught.value)
    connection.close()

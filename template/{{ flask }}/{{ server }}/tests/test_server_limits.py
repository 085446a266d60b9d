"""Lost connections to the database server, and limits on its statements."""

import pytest
from flask import Flask
from httpx2 import Client

from app.errors import UnavailableError
from tests import isolation, sql
from tests.conftest import made


def test_lost_connection_is_replaced(
    application: Flask, committing_client: Client
) -> None:
    with pytest.raises(UnavailableError):
        isolation.execute(application, sql.LOSE_CONNECTION)

    assert committing_client.get("/health/ready").status_code == 200


@pytest.mark.usefixtures("migrated")
def test_statements_time_out() -> None:
    with made(database_timeout_seconds=7) as app:
        assert isolation.execute(app, sql.LIMIT) == 7

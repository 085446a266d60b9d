"""What a server does to its connections, and how long it may take."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from app.errors import UnavailableError
from tests import isolation, sql
from tests.conftest import application, run


def test_lost_connection_is_unavailable_and_replaced(
    committing_client: Client,
) -> None:
    app = application(committing_client)

    with pytest.raises(UnavailableError):
        run(committing_client, isolation.execute, app, sql.LOSE_CONNECTION)

    assert committing_client.get("/health/ready").status_code == 200


def test_statements_end_in_time(app_client_with: Callable[..., Client]) -> None:
    client = app_client_with(database_timeout_seconds=7)

    limit = run(client, isolation.execute, application(client), sql.LIMIT)

    assert limit == 7

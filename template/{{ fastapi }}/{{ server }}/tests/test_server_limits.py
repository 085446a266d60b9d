"""Lost connections and statement timeouts."""

import pytest
from httpx2 import Client

from app.errors import UnavailableError
from tests import isolation, sql
from tests.conftest import application, make_client, run


def test_lost_connection_is_replaced(
    committing_client: Client,
) -> None:
    app = application(committing_client)

    with pytest.raises(UnavailableError):
        run(committing_client, isolation.execute, app, sql.LOSE_CONNECTION)

    assert committing_client.get("/health/ready").status_code == 200


@pytest.mark.usefixtures("migrated")
def test_statements_have_a_timeout() -> None:
    with make_client(database_timeout_seconds=7) as client:
        assert run(client, isolation.execute, application(client), sql.LIMIT) == 7

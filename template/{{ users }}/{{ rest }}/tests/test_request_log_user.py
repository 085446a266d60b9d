"""The user on the log line of a request."""

from collections.abc import Callable

import pytest
from httpx2 import Client

from tests.api.accounts import Account
from tests.test_request_log import events_of

pytestmark = pytest.mark.usefixtures("log_level_info")


def test_line_names_user_and_route(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    user = store_account(app_client)
    path = f"/api/users/{user.id}"

    [line] = events_of(app_client, "GET", path, user.headers)

    assert line.items() >= {"path": path, "status": 200, "user_id": user.id}.items()
    assert line["route"].startswith("/api/users/")
    assert "user_id" in line["route"]


def test_line_names_no_user_of_an_earlier_request(
    app_client: Client, store_account: Callable[[Client], Account]
) -> None:
    user = store_account(app_client)

    [known] = events_of(app_client, "GET", "/api/users/me", user.headers)
    [unknown] = events_of(app_client, "GET", "/api/users/me")

    assert known["user_id"] == user.id
    assert "user_id" not in unknown

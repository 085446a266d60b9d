"""HTTP behaviour that all operations share, tested with users."""

import pytest
from httpx2 import Client

from tests.api.accounts import Account, registration
from tests.api.problems import check_problem, pointers


def test_log_in_refuses_json(client: Client) -> None:
    body = {"username": "a@example.com", "password": "x"}
    response = client.post("/api/auth/token", json=body)

    check_problem(response, 415, "unsupported_media_type")


def test_query_errors_name_the_parameter(client: Client, admin: Account) -> None:
    query: dict[str, int | str] = {"limit": 0, "offset": -1, "q": "x" * 201}
    response = client.get("/api/users", params=query, headers=admin.headers)

    assert sorted(pointers(response)) == ["query.limit", "query.offset", "query.q"]


@pytest.mark.parametrize("boundary", ["; boundary=x", ""])
@pytest.mark.parametrize("body", [b"--x\r\n", b"--x\r\nnothing", b"\xff", b""])
def test_unreadable_form_is_refused(client: Client, boundary: str, body: bytes) -> None:
    headers = {"Content-Type": f"multipart/form-data{boundary}"}
    response = client.post("/api/auth/token", content=body, headers=headers)

    codes = {400: "bad_request", 415: "unsupported_media_type", 422: "validation_error"}
    check_problem(response, response.status_code, codes[response.status_code])


@pytest.mark.parametrize(
    "form", ["username=%ff&password=%ff", "username=a%00b&password=%00", "%00", "&=&"]
)
def test_odd_form_is_refused(client: Client, form: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = client.post("/api/auth/token", content=form, headers=headers)

    assert response.status_code in (401, 422)
    check_problem(response, response.status_code, response.json()["code"])


@pytest.mark.parametrize("user_id", ["x", "0", str(2**63)])
def test_path_errors_name_the_parameter(
    client: Client, user: Account, user_id: str
) -> None:
    response = client.get(f"/api/users/{user_id}", headers=user.headers)

    assert pointers(response) == ["path.user_id"]


def test_times_are_in_utc(client: Client) -> None:
    user = client.post("/api/users", json=registration()).json()

    assert user["created_at"].endswith("Z")
    assert user["updated_at"].endswith("Z")

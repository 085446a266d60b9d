"""Accounts that tests create through the API."""

from dataclasses import dataclass
from uuid import uuid4

from httpx2 import Client, Response

PASSWORD = "Correct horse 1"


@dataclass(frozen=True)
class Account:
    """A registered user, logged in."""

    id: int
    email: str
    headers: dict[str, str]
    refresh_token: str


def unique(prefix: str) -> str:
    """Return a text that occurs nowhere else in the database."""
    return f"{prefix}-{uuid4().hex}"


def registration(**fields: object) -> dict[str, object]:
    """Return the body of a valid registration, with the given fields replaced."""
    email = f"{unique('user')}@example.com"
    return {"email": email, "name": "Some One", "password": PASSWORD, **fields}


def register(client: Client, **fields: object) -> Account:
    body = registration(**fields)
    response = client.post("/api/users", json=body)
    assert response.status_code == 201, response.text
    user = response.json()
    tokens = obtain_tokens(client, email=user["email"], password=str(body["password"]))
    return Account(
        user["id"],
        user["email"],
        bearer(tokens["access_token"]),
        tokens["refresh_token"],
    )


def log_in(client: Client, *, email: str, password: str = PASSWORD) -> Account:
    tokens = obtain_tokens(client, email=email, password=password)
    headers = bearer(tokens["access_token"])
    me = client.get("/api/users/me", headers=headers).json()
    return Account(me["id"], me["email"], headers, tokens["refresh_token"])


def obtain_tokens(client: Client, *, email: str, password: str) -> dict[str, str]:
    response = request_token(client, email=email, password=password)
    assert response.status_code == 200, response.text
    tokens: dict[str, str] = response.json()
    return tokens


def request_token(client: Client, *, email: str, password: str) -> Response:
    form = {"username": email, "password": password}
    return client.post("/api/auth/token", data=form)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}

"""Signed tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from app.config import Settings
from app.errors import InvalidTokenError
from app.users import tokens

SETTINGS = Settings()
KEY = SETTINGS.secret_key.get_secret_value()


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    valid = {
        "sub": "1",
        "type": "access",
        "version": 7,
        "iat": now,
        "exp": now + timedelta(minutes=1),
    }
    return {
        name: value for name, value in {**valid, **changes}.items() if value is not None
    }


def test_issued_tokens_are_read_as_what_they_are() -> None:
    issued = tokens.issue(SETTINGS, user_id=1, version=7)

    access = tokens.read(SETTINGS, issued.access_token, kind="access")
    refresh = tokens.read(SETTINGS, issued.refresh_token, kind="refresh")

    assert access == refresh == tokens.Subject(1, 7)
    assert issued.expires_in == SETTINGS.access_token_minutes * 60


@pytest.mark.parametrize(("kind", "hours"), [("reset", 1), ("verify", 24)])
def test_token_of_a_link_is_read_as_what_it_is(
    kind: tokens.LinkKind, hours: int
) -> None:
    recipient = tokens.Recipient(1, 7, "ada@example.com")
    token = tokens.issue_for_link(SETTINGS, recipient, kind=kind)

    assert tokens.read_from_link(SETTINGS, token, kind=kind) == recipient
    claims = jwt.decode(token, KEY, ["HS256"])
    assert claims["exp"] - claims["iat"] == hours * 60 * 60
    other: tokens.LinkKind = "verify" if kind == "reset" else "reset"
    with pytest.raises(InvalidTokenError):
        tokens.read_from_link(SETTINGS, token, kind=other)


def test_lifetimes_follow_the_settings() -> None:
    settings = Settings(access_token_minutes=5, refresh_token_days=2)
    issued = tokens.issue(settings, user_id=1, version=7)

    access = jwt.decode(issued.access_token, KEY, ["HS256"])
    refresh = jwt.decode(issued.refresh_token, KEY, ["HS256"])

    assert issued.expires_in == access["exp"] - access["iat"] == 5 * 60
    assert refresh["exp"] - refresh["iat"] == 2 * 24 * 60 * 60


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime.now(UTC) - timedelta(seconds=1)},
        {"iat": datetime.now(UTC) + timedelta(hours=1)},
        {"type": "refresh"},
        *({name: None} for name in ("sub", "type", "version", "iat", "exp")),
    ],
)
def test_claims_are_checked(changes: dict[str, Any]) -> None:
    token = jwt.encode(claims(**changes), KEY, "HS256")

    with pytest.raises(InvalidTokenError):
        tokens.read(SETTINGS, token, kind="access")


def test_algorithm_is_pinned() -> None:
    token = jwt.encode(claims(), KEY * 2, "HS512")

    with pytest.raises(InvalidTokenError):
        tokens.read(SETTINGS, token, kind="access")

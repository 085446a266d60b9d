"""Access and refresh tokens: JSON Web Tokens (RFC 7519), signed with HS256."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

import jwt

from app.config import Settings
from app.errors import InvalidTokenError

ALGORITHM = "HS256"
CLAIMS = ["sub", "type", "version", "iat", "exp"]

Kind = Literal["access", "refresh"]


class Tokens(NamedTuple):
    """A new pair; `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class Subject(NamedTuple):
    """Whom a token speaks for, and the `token_version` that the user had then."""

    user_id: int
    version: int


def issue(settings: Settings, *, user_id: int, version: int) -> Tokens:
    access = timedelta(minutes=settings.access_token_minutes)
    refresh = timedelta(days=settings.refresh_token_days)
    subject = Subject(user_id, version)
    return Tokens(
        sign(settings, subject, kind="access", lifetime=access),
        sign(settings, subject, kind="refresh", lifetime=refresh),
        int(access.total_seconds()),
    )


def sign(
    settings: Settings, subject: Subject, *, kind: Kind, lifetime: timedelta
) -> str:
    now = datetime.now(UTC)
    claims = {
        "sub": str(subject.user_id),
        "type": kind,
        "version": subject.version,
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def read(settings: Settings, token: str, *, kind: Kind) -> Subject:
    """Check signature, expiry and kind.

    Raises:
        InvalidTokenError: If any of them is wrong. Whether the version is still
            the user's is for the caller to compare.
    """
    try:
        claims = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": CLAIMS},
        )
    except jwt.InvalidTokenError as error:
        raise InvalidTokenError from error
    if claims["type"] != kind:
        raise InvalidTokenError
    return Subject(int(claims["sub"]), claims["version"])

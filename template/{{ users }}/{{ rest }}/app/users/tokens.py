"""Tokens for API sessions and for links in mails (JSON Web Tokens, RFC 7519)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

import jwt

from app.config import Settings
from app.errors import InvalidTokenError

ALGORITHM = "HS256"
CLAIMS = ["sub", "type", "version", "iat", "exp"]

Kind = Literal["access", "refresh"]
LinkKind = Literal["reset", "verify"]

LINK_LIFETIMES = {"reset": timedelta(hours=1), "verify": timedelta(days=1)}


class Tokens(NamedTuple):
    """A pair of tokens; the access token expires in `expires_in` seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class Subject(NamedTuple):
    """The user of a token, and their `token_version` when it was issued."""

    user_id: int
    version: int


class Recipient(NamedTuple):
    """The user of a link, and their address and version when it was sent."""

    user_id: int
    version: int
    email: str


def issue(settings: Settings, *, user_id: int, version: int) -> Tokens:
    access = timedelta(minutes=settings.access_token_minutes)
    refresh = timedelta(days=settings.refresh_token_days)
    subject = Subject(user_id, version)
    return Tokens(
        sign(settings, subject, kind="access", lifetime=access),
        sign(settings, subject, kind="refresh", lifetime=refresh),
        int(access.total_seconds()),
    )


def issue_for_link(settings: Settings, recipient: Recipient, *, kind: LinkKind) -> str:
    subject = Subject(recipient.user_id, recipient.version)
    lifetime = LINK_LIFETIMES[kind]
    return sign(settings, subject, kind=kind, lifetime=lifetime, email=recipient.email)


def sign(
    settings: Settings,
    subject: Subject,
    *,
    kind: Kind | LinkKind,
    lifetime: timedelta,
    **others: str,
) -> str:
    now = datetime.now(UTC)
    claims = {
        "sub": str(subject.user_id),
        "type": kind,
        "version": subject.version,
        "iat": now,
        "exp": now + lifetime,
        **others,
    }
    return jwt.encode(claims, settings.secret_key.get_secret_value(), ALGORITHM)


def read(settings: Settings, token: str, *, kind: Kind) -> Subject:
    """Check the signature, expiry and kind of a token.

    The caller compares the version with the user's.

    Raises:
        InvalidTokenError: The token is invalid or expired, or of another kind.
    """
    claims = decode(settings, token, kind=kind)
    return Subject(int(claims["sub"]), claims["version"])


def read_from_link(settings: Settings, token: str, *, kind: LinkKind) -> Recipient:
    """Check the signature, expiry and kind of the token in a link.

    The caller compares the version and the address with the user's.

    Raises:
        InvalidTokenError: The token is invalid or expired, or of another kind.
    """
    claims = decode(settings, token, kind=kind)
    return Recipient(int(claims["sub"]), claims["version"], claims["email"])


def decode(settings: Settings, token: str, *, kind: Kind | LinkKind) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            settings.secret_key.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": CLAIMS},
        )
    except jwt.InvalidTokenError as error:
        raise InvalidTokenError from error
    if claims["type"] != kind:
        raise InvalidTokenError
    return claims

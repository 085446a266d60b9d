"""Who has logged in with a browser: told by its cookie, which the secret key signs."""

import re
from datetime import timedelta

from flask import Flask, g, session
from structlog.contextvars import bind_contextvars

from app.config import Settings
from app.database import db
from app.errors import InvalidTokenError
from app.users import service
from app.users.models import User
from app.users.tokens import Subject

# Browsers read a backslash as a slash, and leave out tabs and ends of lines.
OWN_PATH = re.compile(r"/(?!/)[^\\\x00-\x20]*")


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.environment == "production",
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.add_template_global(visitor)


def start(user: User) -> None:
    """Begin a session anew: nothing of a stranger's is taken over."""
    session.clear()
    session["user_id"] = user.id
    session["token_version"] = user.token_version
    session.permanent = True
    g.user = user


def end() -> None:
    session.clear()
    g.user = None


def visitor() -> User | None:
    """Who has logged in, if anyone; looked up once a request."""
    if "user" not in g:
        g.user = find_user()
    user: User | None = g.user
    return user


def find_user() -> User | None:
    """The user of the session, unless tokens of that time are revoked."""
    if "user_id" not in session:
        return None
    subject = Subject(session["user_id"], session["token_version"])
    try:
        user = service.get_by_token(db.session, subject=subject)
    except InvalidTokenError:
        return None
    bind_contextvars(user_id=user.id)
    return user


def is_own_path(target: str) -> bool:
    """Whether it leads to a page of this service, and never to another site."""
    return OWN_PATH.fullmatch(target) is not None

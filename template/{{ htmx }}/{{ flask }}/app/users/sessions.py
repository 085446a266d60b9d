"""Log-in sessions in cookies, which are signed with `SECRET_KEY`.

A session ends after 14 days, or when the tokens of its user are revoked. The database
stores no sessions, so there is nothing to clean up.
"""

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

# Browsers read a backslash as a slash, and drop tabs and line breaks.
LOCAL_PATH = re.compile(r"/(?!/)[^\\\x00-\x20]*")


def init_app(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.environment == "production",
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.context_processor(lambda: {"current_user": load_user()})


def login_user(user: User) -> None:
    """Start a new session. Data of the anonymous session is dropped."""
    session.clear()
    session["user_id"] = user.id
    session["token_version"] = user.token_version
    session.permanent = True
    g.user = user


def logout_user() -> None:
    session.clear()
    g.user = None


def load_user() -> User | None:
    """Load the user of the session, once a request."""
    if "user" not in g:
        g.user = find_user()
    user: User | None = g.user
    return user


def find_user() -> User | None:
    """Find the user of the session, unless the session has been revoked."""
    if "user_id" not in session:
        return None
    subject = Subject(session["user_id"], session["token_version"])
    try:
        user = service.get_by_token(db.session, subject=subject)
    except InvalidTokenError:
        return None
    bind_contextvars(user_id=user.id)
    return user


def is_local_path(target: str) -> bool:
    """Whether a URL is a path on this host, which is safe to redirect to."""
    return LOCAL_PATH.fullmatch(target) is not None

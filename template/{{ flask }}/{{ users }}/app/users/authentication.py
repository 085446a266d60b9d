"""Who is calling, found out before anything else of the request is looked at."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request
from structlog.contextvars import bind_contextvars

from app.context import current_settings
from app.database import db
from app.errors import AuthenticationError, ForbiddenError
from app.operations import ANYONE, security_of
from app.users import service, tokens
from app.users.models import Role, User

P = ParamSpec("P")
T = TypeVar("T")


def authenticate() -> None:
    """Find the caller by the token, if one is shown; a wrong token is refused.

    Raises:
        AuthenticationError: There is no token, and the operation asks for one.
        InvalidTokenError: The token is wrong.
    """
    g.user = None
    security = security_of(str(request.endpoint))
    if security == ANYONE or request.method == "OPTIONS":  # which browsers ask first
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        subject = tokens.read(current_settings(), token, kind="access")
        g.user = service.get_by_token(db.session, subject=subject)
        bind_contextvars(user_id=g.user.id)
    elif {} not in security:
        raise AuthenticationError


def optional_user() -> User | None:
    """The caller, or None for one who shows no token."""
    user: User | None = g.user
    return user


def current_user() -> User:
    """The caller of an operation that asks for a token."""
    user = optional_user()
    if user is None:
        raise AuthenticationError
    return user


def for_admins(view: Callable[P, T]) -> Callable[P, T]:
    """Refuse everybody else."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if current_user().role is not Role.ADMIN:
            raise ForbiddenError
        return view(*args, **kwargs)

    return guarded

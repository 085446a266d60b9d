"""Who is calling, found out before anything else of the request is looked at."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import current_app, g, request
from structlog.contextvars import bind_contextvars

from app.context import current_settings
from app.database import db
from app.errors import AuthenticationError, EmailNotVerifiedError, ForbiddenError
from app.operations import ANYONE, security_of
from app.users import service, tokens
from app.users.models import Role, User

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V", bound=Callable[..., Any])

unverified_views: set[Callable[..., Any]] = set()


def authenticate() -> None:
    """Find the caller by the token, if one is shown; a wrong token is refused.

    Raises:
        AuthenticationError: There is no token, and the operation asks for one.
        EmailNotVerifiedError: The operation writes, and asks for a verified address.
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
        require_verified(g.user)
    elif {} not in security:
        raise AuthenticationError


def require_verified(user: User) -> None:
    """Refuse a write by a user with an unverified address, where that is required.

    Raises:
        EmailNotVerifiedError: The operation is not `for_unverified`.
    """
    if user.email_verified or not current_settings().require_verified_email:
        return
    view = current_app.view_functions[str(request.endpoint)]
    if request.method not in ("GET", "HEAD") and view not in unverified_views:
        raise EmailNotVerifiedError


def for_unverified(view: V) -> V:
    """Open a write to users with an unverified address: one to their own account."""
    unverified_views.add(view)
    return view


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

"""Authentication of API requests, and the user of any request."""

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
    """Load the user of the bearer token before each view of the API.

    Raises:
        AuthenticationError: The operation requires a token, but there is none.
        EmailNotVerifiedError: The operation requires a verified e-mail address.
        InvalidTokenError: The token is invalid, expired or revoked.
    """
    g.user = None
    security = security_of(str(request.endpoint))
    if security == ANYONE or request.method == "OPTIONS":  # CORS preflight
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
    """Require a verified e-mail address for writes, if the settings say so.

    Raises:
        EmailNotVerifiedError: The view is not marked with `allow_unverified`.
    """
    if user.email_verified or not current_settings().require_verified_email:
        return
    view = current_app.view_functions[str(request.endpoint)]
    if request.method not in ("GET", "HEAD") and view not in unverified_views:
        raise EmailNotVerifiedError


def allow_unverified(view: V) -> V:
    """Allow users with an unverified e-mail address to write."""
    unverified_views.add(view)
    return view


def optional_user() -> User | None:
    """Return the user of the request, or None if it is anonymous."""
    if "user" not in g:
        raise RuntimeError(
            "No user is loaded for this request. Register the blueprint of the view "
            "where requests are authenticated, such as in app/api.py."
        )
    user: User | None = g.user
    return user


def current_user() -> User:
    """Return the user of the request.

    Raises:
        AuthenticationError: The request is anonymous.
    """
    user = optional_user()
    if user is None:
        raise AuthenticationError
    return user


def admin_required(view: Callable[P, T]) -> Callable[P, T]:
    """Allow administrators only."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        if current_user().role is not Role.ADMIN:
            raise ForbiddenError
        return view(*args, **kwargs)

    return wrapped

"""Authentication by the token of the request."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security.base import AuthBase
from structlog.contextvars import bind_contextvars

from app.config import get_settings
from app.errors import ForbiddenError
from app.users import accounts, tokens, verification
from app.users.models import User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class AuthenticatedRequest(HttpRequest):
    """A request whose user is logged in."""

    user: User


class Bearer(AuthBase):
    """Finds the user of the token, as `request.user` and Ninja's `request.auth`.

    Args:
        admin_only: Refuse users who aren't administrators.
        allow_unverified: Allow writes before the e-mail address is verified.
    """

    openapi_type = "oauth2"
    openapi_flows = {"password": {"tokenUrl": "/api/auth/token", "scopes": {}}}

    def __init__(
        self, *, admin_only: bool = False, allow_unverified: bool = False
    ) -> None:
        super().__init__()
        self.admin_only = admin_only
        self.allow_unverified = allow_unverified

    def __call__(self, request: HttpRequest) -> User | None:
        """Find the user, or return None if the request has no token.

        Raises:
            InvalidTokenError: The token is invalid.
            ForbiddenError: The user is no administrator.
            EmailNotVerifiedError: The e-mail address is not verified.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        subject = tokens.read(get_settings(), token.strip(), kind="access")
        user = accounts.get_by_token(subject)
        bind_contextvars(user_id=user.pk)
        if self.admin_only and not user.is_admin:
            raise ForbiddenError
        if request.method not in SAFE_METHODS and not self.allow_unverified:
            verification.require_verified(user)
        request.user = user  # instead of the user of a session
        return user


def allow_anonymous(request: HttpRequest) -> AnonymousUser:
    """Let requests without a token through."""
    request.user = AnonymousUser()
    return request.user


OPTIONAL = (Bearer(), allow_anonymous)

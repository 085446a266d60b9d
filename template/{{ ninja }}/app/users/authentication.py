"""Who is calling, by the token of the request."""

from django.http import HttpRequest
from ninja.security.base import AuthBase
from structlog.contextvars import bind_contextvars

from app.config import get_settings
from app.errors import ForbiddenError
from app.users import accounts, tokens, verification
from app.users.models import User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Bearer(AuthBase):
    """Finds the caller, whom Ninja then keeps as `request.auth`."""

    openapi_type = "oauth2"
    openapi_flows = {"password": {"tokenUrl": "/api/auth/token", "scopes": {}}}

    def __init__(
        self, *, admin_only: bool = False, may_be_unverified: bool = False
    ) -> None:
        super().__init__()
        self.admin_only = admin_only
        self.may_be_unverified = may_be_unverified

    def __call__(self, request: HttpRequest) -> User | None:
        """Answer None if there is no token; a wrong one is refused.

        Raises:
            InvalidTokenError: It is wrong.
            ForbiddenError: The caller is no administrator, and has to be one.
            EmailNotVerifiedError: The caller can't write with an unverified address.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        subject = tokens.read(get_settings(), token.strip(), kind="access")
        user = accounts.get_by_token(subject)
        bind_contextvars(user_id=user.pk)
        if self.admin_only and not user.is_admin:
            raise ForbiddenError
        if request.method not in SAFE_METHODS and not self.may_be_unverified:
            verification.require_verified(user)
        return user


class CallerRequest(HttpRequest):
    """A request that `Bearer` has let pass."""

    auth: User

"""Authentication by the token of the request."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from structlog.contextvars import bind_contextvars

from app.config import get_settings
from app.users import accounts, tokens
from app.users.models import User


class BearerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Find the user of the token.

        Raises:
            InvalidTokenError: The token is invalid, even where none is required.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        subject = tokens.read(get_settings(), token.strip(), kind="access")
        user = accounts.get_by_token(subject)
        bind_contextvars(user_id=user.pk)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

"""Dependencies: the settings and the authenticated user."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from structlog.contextvars import bind_contextvars

from app.config import Settings
from app.database import SessionDep
from app.errors import AuthenticationError, EmailNotVerifiedError, ForbiddenError
from app.users import service, tokens
from app.users.models import Role, User

# With auto_error=False, a missing token results in problem details.
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="/api/auth/token", auto_error=False)


# FastAPI would run a plain function in a thread.
async def current_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(current_settings)]


async def optional_user(
    session: SessionDep,
    settings: SettingsDep,
    token: Annotated[str | None, Depends(oauth2_scheme)],
) -> User | None:
    """Return the user, or None if the request has no token.

    Raises:
        InvalidTokenError: The token is not valid.
    """
    if token is None:
        return None
    subject = tokens.read(settings, token, kind="access")
    user = await service.get_by_token(session, subject=subject)
    bind_contextvars(user_id=user.id)
    return user


OptionalUser = Annotated[User | None, Depends(optional_user)]


async def unverified_user(user: OptionalUser) -> User:
    if user is None:
        raise AuthenticationError
    return user


# For routes that users need before they have verified their e-mail address.
UnverifiedUser = Annotated[User, Depends(unverified_user)]


async def current_user(
    request: Request, settings: SettingsDep, user: UnverifiedUser
) -> User:
    writes = request.method not in ("GET", "HEAD")
    if settings.require_verified_email and writes and not user.email_verified:
        raise EmailNotVerifiedError
    return user


CurrentUser = Annotated[User, Depends(current_user)]


async def admin_user(user: CurrentUser) -> User:
    if user.role is not Role.ADMIN:
        raise ForbiddenError
    return user


AdminUser = Annotated[User, Depends(admin_user)]

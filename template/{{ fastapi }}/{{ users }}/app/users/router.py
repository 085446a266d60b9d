"""The HTTP endpoints of users and their tokens."""

from contextlib import nullcontext
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Response
from pydantic import MISSING

from app.database import SessionDep
from app.errors import (
    InvalidCredentialsError,
    InvalidInputError,
    RegistrationClosedError,
)
from app.pagination import MAX_INTEGER, Page
from app.users import queries, service, tokens, verification
from app.users.dependencies import (
    AdminUser,
    CurrentUser,
    SettingsDep,
    UnverifiedUser,
    admin_user,
)
from app.users.limits import Limits
from app.users.links import OutboxDep
from app.users.models import User
from app.users.schemas import (
    Credentials,
    RefreshRequest,
    TokenPair,
    UserAdminUpdate,
    UserCreate,
    UserFilters,
    UserRead,
    UserSelfUpdate,
)
from app.users.tokens import Tokens

Responses = dict[int | str, dict[str, Any]]
ADMIN_ONLY: Responses = {403: {"description": "Administrators only."}}
LAST_ADMIN: Responses = {
    409: {"description": "There must be at least one active administrator."}
}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

UserId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]

auth = APIRouter(prefix="/auth", tags=["auth"])
router = APIRouter(prefix="/users", tags=["users"])


@auth.post(
    "/token",
    response_model=TokenPair,
    responses={401: {"description": "Wrong e-mail address or password."}, **TOO_MANY},
)
async def log_in(
    session: SessionDep,
    settings: SettingsDep,
    limits: Limits,
    credentials: Annotated[Credentials, Form()],
) -> Tokens:
    """Exchange an e-mail address and password for an access and a refresh token."""
    email, password = credentials.username, credentials.password
    async with limits.log_in_attempt(email, failure=InvalidCredentialsError):
        user = await service.authenticate(session, email=email, password=password)
    return tokens.issue(settings, user_id=user.id, version=user.token_version)


@auth.post(
    "/refresh",
    response_model=TokenPair,
    responses={401: {"description": "Invalid or expired token."}},
)
async def refresh_token(
    session: SessionDep, settings: SettingsDep, data: RefreshRequest
) -> Tokens:
    """Exchange a refresh token for a new pair of tokens."""
    subject = tokens.read(settings, data.refresh_token, kind="refresh")
    user = await service.get_by_token(session, subject=subject)
    return tokens.issue(settings, user_id=user.id, version=user.token_version)


@auth.post("/logout", status_code=204)
async def log_out(session: SessionDep, user: UnverifiedUser) -> None:
    """Log out everywhere: revoke all tokens issued so far."""
    await queries.revoke_tokens(session, user)


async def require_open_registration(settings: SettingsDep) -> None:
    if not settings.registration_open:
        raise RegistrationClosedError


@router.post(
    "",
    status_code=201,
    response_model=UserRead,
    dependencies=[Depends(require_open_registration)],
    responses={
        403: {"description": "Registration is closed."},
        409: {"description": "The e-mail address is taken."},
        **TOO_MANY,
    },
)
async def create_user(
    session: SessionDep,
    limits: Limits,
    outbox: OutboxDep,
    response: Response,
    data: UserCreate,
) -> User:
    """Register a user and send a welcome mail with a verification link."""
    await limits.count_registration()
    user = await service.create(session, data=data)
    outbox.add(verification.send_welcome, user, "/verify-email")
    response.headers["Location"] = f"/api/users/{user.id}"
    return user


@router.get("", dependencies=[Depends(admin_user)], responses=ADMIN_ONLY)
async def list_users(
    session: SessionDep, filters: Annotated[UserFilters, Query()]
) -> Page[UserRead]:
    """List users, newest first."""
    users, total = await queries.list_page(session, filters)
    return Page[UserRead].of(users, total, filters)


@router.get("/me", response_model=UserRead)
async def read_me(user: CurrentUser) -> User:
    """Read your own account."""
    return user


@router.patch(
    "/me",
    response_model=UserRead,
    responses={409: {"description": "The e-mail address is taken."}, **TOO_MANY},
)
async def update_me(
    session: SessionDep,
    user: UnverifiedUser,
    limits: Limits,
    outbox: OutboxDep,
    data: UserSelfUpdate,
) -> User:
    """Update your name, e-mail address or password.

    A new password logs you out everywhere.
    """
    changes_email = data.email is not MISSING and data.email != user.email
    if changes_email:
        await limits.count_mail()
    has_password = data.current_password is not MISSING
    async with (
        limits.log_in_attempt(user.email, failure=InvalidInputError)
        if has_password
        else nullcontext()
    ):
        updated = await service.update_self(session, user=user, data=data)
    if changes_email:
        outbox.add(verification.send_link, updated, "/verify-email")
    return updated


@router.get(
    "/{user_id}",
    response_model=UserRead,
    responses={403: {"description": "Not your account."}},
)
async def read_user(session: SessionDep, caller: CurrentUser, user_id: UserId) -> User:
    """Read an account: your own, or any as an administrator."""
    return await service.get(session, user_id=user_id, caller=caller)


@router.patch("/{user_id}", response_model=UserRead, responses=ADMIN_ONLY | LAST_ADMIN)
async def update_user(
    session: SessionDep, admin: AdminUser, user_id: UserId, data: UserAdminUpdate
) -> User:
    """Update a user's name, role or status."""
    user = await service.get(session, user_id=user_id, caller=admin)
    return await service.update_by_admin(session, user=user, data=data)


@router.delete("/{user_id}", status_code=204, responses=ADMIN_ONLY | LAST_ADMIN)
async def delete_user(session: SessionDep, admin: AdminUser, user_id: UserId) -> None:
    """Delete a user and everything the user owns."""
    user = await service.get(session, user_id=user_id, caller=admin)
    await service.delete(session, user=user)

"""Users and their tokens, over HTTP."""

from contextlib import nullcontext
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Response
from pydantic import MISSING

from app.config import Settings
from app.database import SessionDep
from app.errors import (
    InvalidCredentialsError,
    InvalidInputError,
    RegistrationClosedError,
)
from app.pagination import MAX_INTEGER, Page
from app.users import service, tokens, verification
from app.users.dependencies import AdminUser, CurrentUser, SettingsDep, UnverifiedUser
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

Responses = dict[int | str, dict[str, Any]]
ADMIN_ONLY: Responses = {403: {"description": "For administrators only."}}
LAST_ADMIN: Responses = {409: {"description": "It is the last active administrator."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

UserId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]

auth = APIRouter(prefix="/auth", tags=["auth"])
router = APIRouter(prefix="/users", tags=["users"])


@auth.post(
    "/token",
    responses={401: {"description": "Address or password are wrong."}, **TOO_MANY},
)
async def log_in(
    session: SessionDep,
    settings: SettingsDep,
    limits: Limits,
    credentials: Annotated[Credentials, Form()],
) -> TokenPair:
    """Exchange address and password for an access and a refresh token."""
    email, password = credentials.username, credentials.password
    async with limits.log_in_attempt(email, failure=InvalidCredentialsError):
        user = await service.authenticate(session, email=email, password=password)
    return token_pair(settings, user)


@auth.post("/refresh", responses={401: {"description": "The token is not valid."}})
async def refresh_token(
    session: SessionDep, settings: SettingsDep, data: RefreshRequest
) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    subject = tokens.read(settings, data.refresh_token, kind="refresh")
    return token_pair(settings, await service.get_by_token(session, subject=subject))


@auth.post("/logout", status_code=204)
async def log_out(session: SessionDep, user: UnverifiedUser) -> None:
    """Refuse every token that the user was issued before."""
    await service.revoke_tokens(session, user=user)


async def require_open_registration(settings: SettingsDep) -> None:
    if not settings.registration_open:
        raise RegistrationClosedError


@router.post(
    "",
    status_code=201,
    dependencies=[Depends(require_open_registration)],
    responses={
        403: {"description": "Registration is closed."},
        409: {"description": "A user with this address exists."},
        **TOO_MANY,
    },
)
async def create_user(
    session: SessionDep,
    limits: Limits,
    outbox: OutboxDep,
    response: Response,
    data: UserCreate,
) -> UserRead:
    """Register; a welcome mail with a link to verify the address follows."""
    await limits.count_registration()
    user = await service.create(session, data=data)
    outbox.add(verification.send_welcome, user, "/verify-email")
    response.headers["Location"] = f"/api/users/{user.id}"
    return UserRead.model_validate(user)


@router.get("", responses=ADMIN_ONLY)
async def list_users(
    session: SessionDep, admin: AdminUser, filters: Annotated[UserFilters, Query()]
) -> Page[UserRead]:
    """List the users, newest first."""
    users, total = await service.list_page(session, filters=filters)
    return Page[UserRead].of(users, total, filters)


@router.get("/me")
async def read_me(user: CurrentUser) -> UserRead:
    """Tell who the caller is."""
    return UserRead.model_validate(user)


@router.patch(
    "/me", responses={409: {"description": "The address is taken."}, **TOO_MANY}
)
async def update_me(
    session: SessionDep,
    user: UnverifiedUser,
    limits: Limits,
    outbox: OutboxDep,
    data: UserSelfUpdate,
) -> UserRead:
    """Change name, address or password; a new password ends every session."""
    is_moved = data.email is not MISSING and data.email != user.email
    if is_moved:
        await limits.count_mail()
    is_proven = data.current_password is not MISSING
    async with (
        limits.log_in_attempt(user.email, failure=InvalidInputError)
        if is_proven
        else nullcontext()
    ):
        changed = await service.update_self(session, user=user, data=data)
    if is_moved:
        outbox.add(verification.send_link, changed, "/verify-email")
    return UserRead.model_validate(changed)


@router.get("/{user_id}", responses={403: {"description": "Not your own account."}})
async def read_user(
    session: SessionDep, caller: CurrentUser, user_id: UserId
) -> UserRead:
    """Read an account: one's own, or any as an administrator."""
    user = await service.get(session, user_id=user_id, caller=caller)
    return UserRead.model_validate(user)


@router.patch("/{user_id}", responses=ADMIN_ONLY | LAST_ADMIN)
async def update_user(
    session: SessionDep, admin: AdminUser, user_id: UserId, data: UserAdminUpdate
) -> UserRead:
    """Change a user's name, role or activity."""
    user = await service.get(session, user_id=user_id, caller=admin)
    changed = await service.update_by_admin(session, user=user, data=data)
    return UserRead.model_validate(changed)


@router.delete("/{user_id}", status_code=204, responses=ADMIN_ONLY | LAST_ADMIN)
async def delete_user(session: SessionDep, admin: AdminUser, user_id: UserId) -> None:
    """Delete a user and what the user has made."""
    user = await service.get(session, user_id=user_id, caller=admin)
    await service.delete(session, user=user)


def token_pair(settings: Settings, user: User) -> TokenPair:
    issued = tokens.issue(settings, user_id=user.id, version=user.token_version)
    return TokenPair.model_validate(issued)

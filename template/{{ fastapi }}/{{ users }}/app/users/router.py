"""Users and their tokens, over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Form, Path, Query, Response

from app.config import Settings
from app.database import SessionDep
from app.errors import RegistrationClosedError
from app.pagination import MAX_INTEGER, Page
from app.users import service, tokens
from app.users.dependencies import AdminUser, CurrentUser, SettingsDep
from app.users.mails import send_welcome
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

UserId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]

auth = APIRouter(prefix="/auth", tags=["auth"])
router = APIRouter(prefix="/users", tags=["users"])


@auth.post("/token", responses={401: {"description": "Address or password are wrong."}})
async def log_in(
    session: SessionDep,
    settings: SettingsDep,
    credentials: Annotated[Credentials, Form()],
) -> TokenPair:
    """Exchange address and password for an access and a refresh token."""
    user = await service.authenticate(
        session, email=credentials.username, password=credentials.password
    )
    return token_pair(settings, user)


@auth.post("/refresh", responses={401: {"description": "The token is not valid."}})
async def refresh_token(
    session: SessionDep, settings: SettingsDep, data: RefreshRequest
) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    subject = tokens.read(settings, data.refresh_token, kind="refresh")
    return token_pair(settings, await service.get_by_token(session, subject=subject))


@auth.post("/logout", status_code=204)
async def log_out(session: SessionDep, user: CurrentUser) -> None:
    """Refuse every token that the user was issued before."""
    await service.revoke_tokens(session, user=user)


@router.post(
    "",
    status_code=201,
    responses={
        403: {"description": "Registration is closed."},
        409: {"description": "A user with this address exists."},
    },
)
async def create_user(
    session: SessionDep,
    settings: SettingsDep,
    background: BackgroundTasks,
    response: Response,
    data: UserCreate,
) -> UserRead:
    """Register; a welcome mail follows."""
    if not settings.registration_open:
        raise RegistrationClosedError
    user = await service.create(session, data=data)
    background.add_task(send_welcome, settings, to=user.email, name=user.name)
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


@router.patch("/me", responses={409: {"description": "The address is taken."}})
async def update_me(
    session: SessionDep, user: CurrentUser, data: UserSelfUpdate
) -> UserRead:
    """Change name, address or password; a new password ends every session."""
    changed = await service.update_self(session, user=user, data=data)
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

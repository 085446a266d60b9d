"""Users and their tokens, over HTTP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Form, P, PathEx, Query, Router

from app.config import get_settings
from app.pagination import MAX_INTEGER, Page
from app.rest import cut_page
from app.users import accounts, service, tokens
from app.users.authentication import Bearer, CallerRequest
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

Responses = dict[int, dict[str, Any]]
ADMIN_ONLY: Responses = {403: {"description": "For administrators only."}}
LAST_ADMIN: Responses = {409: {"description": "It is the last active administrator."}}
TAKEN: Responses = {409: {"description": "A user with this address exists."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

UserId = PathEx[int, P(ge=1, le=MAX_INTEGER)]

admin = Bearer(admin_only=True)
myself = Bearer(may_be_unverified=True)
auth = Router(tags=["auth"])
router = Router(tags=["users"])


@auth.post(
    "/token",
    auth=None,
    response=TokenPair,
    openapi_extra={
        "responses": {
            401: {"description": "Address or password are wrong."},
            **TOO_MANY,
        }
    },
)
def log_in(request: HttpRequest, credentials: Form[Credentials]) -> TokenPair:
    """Exchange address and password for an access and a refresh token."""
    user = accounts.authenticate(
        request, email=credentials.username, password=credentials.password
    )
    return token_pair(user)


@auth.post(
    "/refresh",
    auth=None,
    response=TokenPair,
    openapi_extra={"responses": {401: {"description": "The token is not valid."}}},
)
def refresh_token(request: HttpRequest, data: RefreshRequest) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    subject = tokens.read(get_settings(), data.refresh_token, kind="refresh")
    return token_pair(accounts.get_by_token(subject))


@auth.post("/logout", auth=myself, response={204: None})
def log_out(request: CallerRequest) -> None:
    """Refuse every token that the user was issued before."""
    request.auth.revoke_tokens()


@router.post(
    "",
    auth=None,
    response={201: UserRead},
    openapi_extra={
        "responses": {
            403: {"description": "Registration is closed."},
            **TAKEN,
            **TOO_MANY,
        }
    },
)
def create_user(request: HttpRequest, response: HttpResponse, data: UserCreate) -> User:
    """Register; a welcome mail with a link to verify the address follows."""
    user = accounts.register(request, **data.model_dump())
    response.headers["Location"] = f"{request.path}/{user.pk}"
    return user


@router.get(
    "",
    auth=admin,
    response=Page[UserRead],
    openapi_extra={"responses": ADMIN_ONLY},
)
def list_users(request: CallerRequest, filters: Query[UserFilters]) -> Page[UserRead]:
    """List the users, newest first."""
    users = User.objects.order_by("-pk")
    if filters.q:
        users = users.search(filters.q)
    page, total = cut_page(users, filters)
    return Page[UserRead].of(page, total, filters)


@router.get("/me", response=UserRead)
def read_me(request: CallerRequest) -> User:
    """Tell who the caller is."""
    return request.auth


@router.patch(
    "/me",
    auth=myself,
    response=UserRead,
    openapi_extra={"responses": TAKEN | TOO_MANY},
)
def update_me(request: CallerRequest, data: UserSelfUpdate) -> User:
    """Change name, address or password; a new password ends every session."""
    changes = data.model_dump(exclude_unset=True)
    return accounts.update_self(request, request.auth, changes=changes)


@router.get(
    "/{user_id}",
    response=UserRead,
    openapi_extra={"responses": {403: {"description": "Not your own account."}}},
)
def read_user(request: CallerRequest, user_id: UserId) -> User:
    """Read an account: one's own, or any as an administrator."""
    return accounts.get(user_id=user_id, caller=request.auth)


@router.patch(
    "/{user_id}",
    auth=admin,
    response=UserRead,
    openapi_extra={"responses": ADMIN_ONLY | LAST_ADMIN},
)
def update_user(request: CallerRequest, user_id: UserId, data: UserAdminUpdate) -> User:
    """Change a user's name, role or activity."""
    user = accounts.get(user_id=user_id, caller=request.auth)
    return service.update(user, changes=data.model_dump(exclude_unset=True))


@router.delete(
    "/{user_id}",
    auth=admin,
    response={204: None},
    openapi_extra={"responses": ADMIN_ONLY | LAST_ADMIN},
)
def delete_user(request: CallerRequest, user_id: UserId) -> None:
    """Delete a user and what the user has made."""
    service.delete(accounts.get(user_id=user_id, caller=request.auth))


def token_pair(user: User) -> TokenPair:
    issued = tokens.issue(get_settings(), user_id=user.pk, version=user.token_version)
    return TokenPair.model_validate(issued)

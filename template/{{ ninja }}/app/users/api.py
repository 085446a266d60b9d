"""Endpoints of users and of their tokens."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Form, P, PathEx, Query, Router
from ninja.pagination import paginate

from app.config import get_settings
from app.pagination import MAX_INTEGER
from app.users import accounts, service, tokens
from app.users.authentication import AuthenticatedRequest, Bearer
from app.users.filters import UserFilter
from app.users.models import User
from app.users.schemas import (
    Credentials,
    RefreshRequest,
    TokenPair,
    UserAdminUpdate,
    UserCreate,
    UserRead,
    UserSelfUpdate,
)

Responses = dict[int, dict[str, Any]]
ADMINS_ONLY: Responses = {403: {"description": "Administrators only."}}
LAST_ADMIN: Responses = {
    409: {"description": "There must be at least one active administrator."}
}
TAKEN: Responses = {409: {"description": "The e-mail address is taken."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

UserId = PathEx[int, P(ge=1, le=MAX_INTEGER)]

ADMIN = Bearer(admin_only=True)
UNVERIFIED = Bearer(allow_unverified=True)

auth = Router(tags=["auth"])
router = Router(tags=["users"])


@auth.post(
    "/token",
    auth=None,
    response=TokenPair,
    openapi_extra={
        "responses": {
            401: {"description": "Wrong e-mail address or password."},
            **TOO_MANY,
        }
    },
)
def log_in(request: HttpRequest, credentials: Form[Credentials]) -> TokenPair:
    """Exchange an e-mail address and password for an access and a refresh token."""
    user = accounts.authenticate(
        request, email=credentials.username, password=credentials.password
    )
    return issue_tokens(user)


@auth.post(
    "/refresh",
    auth=None,
    response=TokenPair,
    openapi_extra={"responses": {401: {"description": "Invalid or expired token."}}},
)
def refresh_token(request: HttpRequest, data: RefreshRequest) -> TokenPair:
    """Exchange a refresh token for a new pair of tokens."""
    subject = tokens.read(get_settings(), data.refresh_token, kind="refresh")
    return issue_tokens(accounts.get_by_token(subject))


@auth.post("/logout", auth=UNVERIFIED, response={204: None})
def log_out(request: AuthenticatedRequest) -> None:
    """Log out everywhere: revoke all tokens issued so far."""
    request.user.revoke_tokens()


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
    """Register a user and send a welcome mail with a verification link."""
    user = accounts.register(request, **data.model_dump())
    response.headers["Location"] = f"{request.path}/{user.pk}"
    return user


@router.get(
    "",
    auth=ADMIN,
    response=list[UserRead],
    openapi_extra={"responses": ADMINS_ONLY},
)
@paginate
def list_users(
    request: AuthenticatedRequest, filters: Query[UserFilter]
) -> QuerySet[User]:
    """List users, newest first."""
    return filters.filter(User.objects.order_by("-pk"))


@router.get("/me", response=UserRead)
def read_me(request: AuthenticatedRequest) -> User:
    """Read your own account."""
    return request.user


@router.patch(
    "/me",
    auth=UNVERIFIED,
    response=UserRead,
    openapi_extra={"responses": TAKEN | TOO_MANY},
)
def update_me(request: AuthenticatedRequest, data: UserSelfUpdate) -> User:
    """Update your name, e-mail address or password.

    A new password logs you out everywhere.
    """
    changes = data.model_dump(exclude_unset=True)
    return accounts.update_self(request, request.user, changes=changes)


@router.get(
    "/{user_id}",
    response=UserRead,
    openapi_extra={"responses": {403: {"description": "Not your account."}}},
)
def read_user(request: AuthenticatedRequest, user_id: UserId) -> User:
    """Read an account: your own, or any as an administrator."""
    return accounts.get(user_id=user_id, caller=request.user)


@router.patch(
    "/{user_id}",
    auth=ADMIN,
    response=UserRead,
    openapi_extra={"responses": ADMINS_ONLY | LAST_ADMIN},
)
def update_user(
    request: AuthenticatedRequest, user_id: UserId, data: UserAdminUpdate
) -> User:
    """Update a user's name, role or status."""
    user = accounts.get(user_id=user_id, caller=request.user)
    return service.update(user, changes=data.model_dump(exclude_unset=True))


@router.delete(
    "/{user_id}",
    auth=ADMIN,
    response={204: None},
    openapi_extra={"responses": ADMINS_ONLY | LAST_ADMIN},
)
def delete_user(request: AuthenticatedRequest, user_id: UserId) -> None:
    """Delete a user and everything the user owns."""
    service.delete(accounts.get(user_id=user_id, caller=request.user))


def issue_tokens(user: User) -> TokenPair:
    issued = tokens.issue(get_settings(), user_id=user.pk, version=user.token_version)
    return TokenPair.model_validate(issued)

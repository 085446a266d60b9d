"""Users and their tokens, over HTTP."""

from contextlib import nullcontext
from typing import Annotated

from flask import Blueprint, url_for
from pydantic import MISSING, Field
from spectree import Response

from app.context import current_settings
from app.database import db
from app.errors import (
    InvalidCredentialsError,
    InvalidInputError,
    RegistrationClosedError,
)
from app.operations import ANYONE, BEARER, api
from app.pagination import MAX_INTEGER, Page
from app.users import queries, service, tokens, verification
from app.users.authentication import current_user, for_admins, for_unverified
from app.users.limits import current_limits
from app.users.links import send_later
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

ADMIN_ONLY = (None, "For administrators only.")
LAST_ADMIN = (None, "It is the last active administrator.")
TOO_MANY = (None, "Too many attempts.")

UserId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]

auth = Blueprint("auth", __name__, url_prefix="/auth")
users = Blueprint("users", __name__, url_prefix="/users")


@auth.post("/token")
@api.validate(
    resp=Response(
        HTTP_200=TokenPair,
        HTTP_401=(None, "Address or password are wrong."),
        HTTP_429=TOO_MANY,
    ),
    tags=["auth"],
    security=ANYONE,
)
def log_in(form: Credentials) -> TokenPair:
    """Exchange address and password for an access and a refresh token."""
    email, password = form.username, form.password
    with current_limits().log_in_attempt(email, failure=InvalidCredentialsError):
        user = service.authenticate(db.session, email=email, password=password)
    return token_pair(user)


@auth.post("/refresh")
@api.validate(
    resp=Response(HTTP_200=TokenPair, HTTP_401=(None, "The token is not valid.")),
    tags=["auth"],
    security=ANYONE,
)
def refresh_token(json: RefreshRequest) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    subject = tokens.read(current_settings(), json.refresh_token, kind="refresh")
    return token_pair(service.get_by_token(db.session, subject=subject))


@auth.post("/logout")
@for_unverified
@api.validate(resp=Response("HTTP_204"), tags=["auth"], security=BEARER)
def log_out() -> tuple[str, int]:
    """Refuse every token that the user was issued before."""
    queries.revoke_tokens(db.session, current_user())
    return "", 204


@users.post("")
@api.validate(
    resp=Response(
        HTTP_201=UserRead,
        HTTP_403=(None, "Registration is closed."),
        HTTP_409=(None, "A user with this address exists."),
        HTTP_429=TOO_MANY,
    ),
    tags=["users"],
    security=ANYONE,
)
def create_user(json: UserCreate) -> tuple[UserRead, int, dict[str, str]]:
    """Register; a welcome mail with a link to verify the address follows."""
    if not current_settings().registration_open:
        raise RegistrationClosedError
    current_limits().count_registration()
    user = service.create(db.session, data=json)
    send_later(verification.send_welcome, user, "/verify-email")
    location = {"Location": url_for(".read_user", user_id=user.id)}
    return UserRead.model_validate(user), 201, location


@users.get("")
@for_admins
@api.validate(
    resp=Response(HTTP_200=Page[UserRead], HTTP_403=ADMIN_ONLY),
    tags=["users"],
    security=BEARER,
)
def list_users(query: UserFilters) -> Page[UserRead]:
    """List the users, newest first."""
    found, total = queries.list_page(db.session, query)
    return Page[UserRead].of(found, total, query)


@users.get("/me")
@api.validate(resp=Response(HTTP_200=UserRead), tags=["users"], security=BEARER)
def read_me() -> UserRead:
    """Tell who the caller is."""
    return UserRead.model_validate(current_user())


@users.patch("/me")
@for_unverified
@api.validate(
    resp=Response(
        HTTP_200=UserRead,
        HTTP_409=(None, "The address is taken."),
        HTTP_429=TOO_MANY,
    ),
    tags=["users"],
    security=BEARER,
)
def update_me(json: UserSelfUpdate) -> UserRead:
    """Change name, address or password; a new password ends every session."""
    user, limits = current_user(), current_limits()
    is_moved = json.email is not MISSING and json.email != user.email
    if is_moved:
        limits.count_mail()
    is_proven = json.current_password is not MISSING
    with (
        limits.log_in_attempt(user.email, failure=InvalidInputError)
        if is_proven
        else nullcontext()
    ):
        changed = service.update_self(db.session, user=user, data=json)
    if is_moved:
        send_later(verification.send_link, changed, "/verify-email")
    return UserRead.model_validate(changed)


@users.get("/<user_id>")
@api.validate(
    resp=Response(HTTP_200=UserRead, HTTP_403=(None, "Not your own account.")),
    tags=["users"],
    security=BEARER,
)
def read_user(user_id: UserId) -> UserRead:
    """Read an account: one's own, or any as an administrator."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    return UserRead.model_validate(user)


@users.patch("/<user_id>")
@for_admins
@api.validate(
    resp=Response(HTTP_200=UserRead, HTTP_403=ADMIN_ONLY, HTTP_409=LAST_ADMIN),
    tags=["users"],
    security=BEARER,
)
def update_user(user_id: UserId, json: UserAdminUpdate) -> UserRead:
    """Change a user's name, role or activity."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    changed = service.update_by_admin(db.session, user=user, data=json)
    return UserRead.model_validate(changed)


@users.delete("/<user_id>")
@for_admins
@api.validate(
    resp=Response("HTTP_204", HTTP_403=ADMIN_ONLY, HTTP_409=LAST_ADMIN),
    tags=["users"],
    security=BEARER,
)
def delete_user(user_id: UserId) -> tuple[str, int]:
    """Delete a user and what the user has made."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    service.delete(db.session, user=user)
    return "", 204


def token_pair(user: User) -> TokenPair:
    issued = tokens.issue(
        current_settings(), user_id=user.id, version=user.token_version
    )
    return TokenPair.model_validate(issued)

"""HTTP API of users and their tokens."""

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
from app.users.authentication import (
    admin_required,
    allow_unverified,
    current_user,
)
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

ADMIN_ONLY = (None, "Administrators only.")
LAST_ADMIN = (None, "There must be at least one active administrator.")
TOO_MANY = (None, "Too many attempts.")

UserId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]

auth_bp = Blueprint("auth", __name__, url_prefix="/auth")
bp = Blueprint("users", __name__, url_prefix="/users")


@auth_bp.post("/token")
@api.validate(
    resp=Response(
        HTTP_200=TokenPair,
        HTTP_401=(None, "Wrong e-mail address or password."),
        HTTP_429=TOO_MANY,
    ),
    tags=["auth"],
    security=ANYONE,
)
def log_in(form: Credentials) -> TokenPair:
    """Exchange an e-mail address and password for an access and a refresh token."""
    email, password = form.username, form.password
    with current_limits().log_in_attempt(email, failure=InvalidCredentialsError):
        user = service.authenticate(db.session, email=email, password=password)
    return token_pair(user)


@auth_bp.post("/refresh")
@api.validate(
    resp=Response(HTTP_200=TokenPair, HTTP_401=(None, "Invalid or expired token.")),
    tags=["auth"],
    security=ANYONE,
)
def refresh_token(json: RefreshRequest) -> TokenPair:
    """Exchange a refresh token for a new pair of tokens."""
    subject = tokens.read(current_settings(), json.refresh_token, kind="refresh")
    return token_pair(service.get_by_token(db.session, subject=subject))


@auth_bp.post("/logout")
@allow_unverified
@api.validate(resp=Response("HTTP_204"), tags=["auth"], security=BEARER)
def log_out() -> tuple[str, int]:
    """Log out everywhere: revoke all tokens issued so far."""
    queries.revoke_tokens(db.session, current_user())
    return "", 204


@bp.post("")
@api.validate(
    resp=Response(
        HTTP_201=UserRead,
        HTTP_403=(None, "Registration is closed."),
        HTTP_409=(None, "The e-mail address is taken."),
        HTTP_429=TOO_MANY,
    ),
    tags=["users"],
    security=ANYONE,
)
def create_user(json: UserCreate) -> tuple[UserRead, int, dict[str, str]]:
    """Register a user and send a welcome mail with a verification link."""
    if not current_settings().registration_open:
        raise RegistrationClosedError
    current_limits().count_registration()
    user = service.create(db.session, data=json)
    send_later(verification.send_welcome, user, "/verify-email")
    location = {"Location": url_for(".read_user", user_id=user.id)}
    return UserRead.model_validate(user), 201, location


@bp.get("")
@admin_required
@api.validate(
    resp=Response(HTTP_200=Page[UserRead], HTTP_403=ADMIN_ONLY),
    tags=["users"],
    security=BEARER,
)
def list_users(query: UserFilters) -> Page[UserRead]:
    """List users, newest first."""
    users, total = queries.list_page(db.session, query)
    return Page[UserRead].of(users, total, query)


@bp.get("/me")
@api.validate(resp=Response(HTTP_200=UserRead), tags=["users"], security=BEARER)
def read_me() -> UserRead:
    """Read your own account."""
    return UserRead.model_validate(current_user())


@bp.patch("/me")
@allow_unverified
@api.validate(
    resp=Response(
        HTTP_200=UserRead,
        HTTP_409=(None, "The e-mail address is taken."),
        HTTP_429=TOO_MANY,
    ),
    tags=["users"],
    security=BEARER,
)
def update_me(json: UserSelfUpdate) -> UserRead:
    """Update your name, e-mail address or password.

    A new password logs you out everywhere.
    """
    user, limits = current_user(), current_limits()
    is_new_email = json.email is not MISSING and json.email != user.email
    if is_new_email:
        limits.count_mail()
    has_password = json.current_password is not MISSING
    with (
        limits.log_in_attempt(user.email, failure=InvalidInputError)
        if has_password
        else nullcontext()
    ):
        updated = service.update_self(db.session, user=user, data=json)
    if is_new_email:
        send_later(verification.send_link, updated, "/verify-email")
    return UserRead.model_validate(updated)


@bp.get("/<user_id>")
@api.validate(
    resp=Response(HTTP_200=UserRead, HTTP_403=(None, "Not your account.")),
    tags=["users"],
    security=BEARER,
)
def read_user(user_id: UserId) -> UserRead:
    """Read an account: your own, or any as an administrator."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    return UserRead.model_validate(user)


@bp.patch("/<user_id>")
@admin_required
@api.validate(
    resp=Response(HTTP_200=UserRead, HTTP_403=ADMIN_ONLY, HTTP_409=LAST_ADMIN),
    tags=["users"],
    security=BEARER,
)
def update_user(user_id: UserId, json: UserAdminUpdate) -> UserRead:
    """Update a user's name, role or status."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    updated = service.update_by_admin(db.session, user=user, data=json)
    return UserRead.model_validate(updated)


@bp.delete("/<user_id>")
@admin_required
@api.validate(
    resp=Response("HTTP_204", HTTP_403=ADMIN_ONLY, HTTP_409=LAST_ADMIN),
    tags=["users"],
    security=BEARER,
)
def delete_user(user_id: UserId) -> tuple[str, int]:
    """Delete a user and everything the user owns."""
    user = service.get(db.session, user_id=user_id, caller=current_user())
    service.delete(db.session, user=user)
    return "", 204


def token_pair(user: User) -> TokenPair:
    issued = tokens.issue(
        current_settings(), user_id=user.id, version=user.token_version
    )
    return TokenPair.model_validate(issued)

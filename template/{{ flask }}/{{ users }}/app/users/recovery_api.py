"""HTTP API of password resets and e-mail verification."""

from flask import Blueprint
from spectree import Response

from app.context import current_settings
from app.database import db
from app.operations import ANYONE, BEARER, api
from app.users import recovery, verification
from app.users.authentication import allow_unverified, current_user
from app.users.limits import current_limits
from app.users.links import send_later
from app.users.schemas import LinkToken, PasswordReset, PasswordResetRequest

INVALID_TOKEN = (None, "Invalid or expired token.")
TOO_MANY = (None, "Too many attempts.")

bp = Blueprint("recovery", __name__, url_prefix="/auth")


@bp.post("/password-reset")
@api.validate(
    resp=Response("HTTP_202", HTTP_429=TOO_MANY), tags=["auth"], security=ANYONE
)
def request_password_reset(json: PasswordResetRequest) -> tuple[str, int]:
    """Send a password-reset link. The response is the same for unknown addresses."""
    current_limits().count_mail()
    user = recovery.find_user(db.session, email=json.email)
    send_later(recovery.send_link, user, "/password-reset")
    return "", 202


@bp.post("/password-reset/confirm")
@api.validate(
    resp=Response("HTTP_204", HTTP_401=INVALID_TOKEN), tags=["auth"], security=ANYONE
)
def reset_password(json: PasswordReset) -> tuple[str, int]:
    """Set a new password with the token of a reset link, and log out everywhere."""
    recipient = recovery.read_link(db.session, current_settings(), json.token)
    recovery.reset_password(db.session, recipient=recipient, password=json.password)
    return "", 204


@bp.post("/verify-email")
@api.validate(
    resp=Response("HTTP_204", HTTP_401=INVALID_TOKEN), tags=["auth"], security=ANYONE
)
def verify_email(json: LinkToken) -> tuple[str, int]:
    """Verify an e-mail address with the token of a verification link."""
    verification.verify_email(db.session, current_settings(), json.token)
    return "", 204


@bp.post("/verify-email/resend")
@allow_unverified
@api.validate(
    resp=Response("HTTP_202", HTTP_429=TOO_MANY), tags=["auth"], security=BEARER
)
def resend_verification() -> tuple[str, int]:
    """Send the verification link again, unless the address is verified."""
    current_limits().count_mail()
    user = current_user()
    if not user.email_verified:
        send_later(verification.send_link, user, "/verify-email")
    return "", 202

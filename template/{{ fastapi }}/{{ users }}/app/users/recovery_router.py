"""The HTTP endpoints of password resets and e-mail verification."""

from typing import Any

from fastapi import APIRouter, Response

from app.database import SessionDep
from app.users import recovery, verification
from app.users.dependencies import SettingsDep, UnverifiedUser
from app.users.limits import Limits
from app.users.links import OutboxDep
from app.users.schemas import LinkToken, PasswordReset, PasswordResetRequest

Responses = dict[int | str, dict[str, Any]]
INVALID_TOKEN: Responses = {401: {"description": "Invalid or expired token."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/password-reset",
    status_code=202,
    response_class=Response,
    responses=TOO_MANY,
)
async def request_password_reset(
    session: SessionDep, limits: Limits, outbox: OutboxDep, data: PasswordResetRequest
) -> None:
    """Send a password-reset link. The response is the same for unknown addresses."""
    await limits.count_mail()
    user = await recovery.find_user(session, email=data.email)
    outbox.add(recovery.send_link, user, "/password-reset")


@router.post("/password-reset/confirm", status_code=204, responses=INVALID_TOKEN)
async def reset_password(
    session: SessionDep, settings: SettingsDep, data: PasswordReset
) -> None:
    """Set a new password with the token of a reset link, and log out everywhere."""
    recipient = await recovery.read_link(session, settings, data.token)
    await recovery.reset_password(session, recipient=recipient, password=data.password)


@router.post("/verify-email", status_code=204, responses=INVALID_TOKEN)
async def verify_email(
    session: SessionDep, settings: SettingsDep, data: LinkToken
) -> None:
    """Verify an e-mail address with the token of a verification link."""
    await verification.verify_email(session, settings, data.token)


@router.post(
    "/verify-email/resend",
    status_code=202,
    response_class=Response,
    responses=TOO_MANY,
)
async def resend_verification(
    user: UnverifiedUser, limits: Limits, outbox: OutboxDep
) -> None:
    """Send the verification link again, unless the address is verified."""
    await limits.count_mail()
    if not user.email_verified:
        outbox.add(verification.send_link, user, "/verify-email")

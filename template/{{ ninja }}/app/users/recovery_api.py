"""Endpoints that reset passwords and verify e-mail addresses."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from app.errors import InvalidTokenError
from app.users import accounts, recovery, verification
from app.users.authentication import AuthenticatedRequest, Bearer
from app.users.schemas import LinkToken, PasswordReset, PasswordResetRequest

Responses = dict[int, dict[str, Any]]
INVALID_TOKEN: Responses = {401: {"description": "Invalid or expired token."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

router = Router(tags=["auth"])


@router.post(
    "/password-reset",
    auth=None,
    response={202: None},
    openapi_extra={"responses": TOO_MANY},
)
def request_password_reset(request: HttpRequest, data: PasswordResetRequest) -> None:
    """Send a password-reset link. The response is the same for unknown addresses."""
    accounts.request_password_reset(request, email=data.email)


@router.post(
    "/password-reset/confirm",
    auth=None,
    response={204: None},
    openapi_extra={"responses": INVALID_TOKEN},
)
def reset_password(request: HttpRequest, data: PasswordReset) -> None:
    """Set a new password with the token of a reset link, and log out everywhere."""
    recovery.reset_password(token=data.token, password=data.password)


@router.post(
    "/verify-email",
    auth=None,
    response={204: None},
    openapi_extra={"responses": INVALID_TOKEN},
)
def verify_email(request: HttpRequest, data: LinkToken) -> None:
    """Verify an e-mail address with the token of a verification link."""
    if not verification.verify_email(data.token):
        raise InvalidTokenError


@router.post(
    "/verify-email/resend",
    auth=Bearer(allow_unverified=True),
    response={202: None},
    openapi_extra={"responses": TOO_MANY},
)
def resend_verification(request: AuthenticatedRequest) -> None:
    """Send the verification link again, unless the address is verified."""
    verification.resend_link(request, request.user)

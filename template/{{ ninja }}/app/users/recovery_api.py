"""Forgotten passwords and verified addresses, over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from app.errors import InvalidTokenError
from app.users import accounts, recovery, verification
from app.users.authentication import Bearer, CallerRequest
from app.users.schemas import LinkToken, PasswordReset, PasswordResetRequest

Responses = dict[int, dict[str, Any]]
INVALID_TOKEN: Responses = {401: {"description": "The token is not valid."}}
TOO_MANY: Responses = {429: {"description": "Too many attempts."}}

router = Router(tags=["auth"])


@router.post(
    "/password-reset",
    auth=None,
    response={202: None},
    openapi_extra={"responses": TOO_MANY},
)
def request_password_reset(request: HttpRequest, data: PasswordResetRequest) -> None:
    """Send a link by mail, if the address is a user's; the answer is the same."""
    accounts.request_password_reset(request, email=data.email)


@router.post(
    "/password-reset/confirm",
    auth=None,
    response={204: None},
    openapi_extra={"responses": INVALID_TOKEN},
)
def reset_password(request: HttpRequest, data: PasswordReset) -> None:
    """Set a new password by the token of a link; it ends every session."""
    recovery.reset_password(token=data.token, password=data.password)


@router.post(
    "/verify-email",
    auth=None,
    response={204: None},
    openapi_extra={"responses": INVALID_TOKEN},
)
def verify_email(request: HttpRequest, data: LinkToken) -> None:
    """Verify an e-mail address by the token of a link."""
    if not verification.verify_email(data.token):
        raise InvalidTokenError


@router.post(
    "/verify-email/resend",
    auth=Bearer(may_be_unverified=True),
    response={202: None},
    openapi_extra={"responses": TOO_MANY},
)
def resend_verification(request: CallerRequest) -> None:
    """Send the link again, unless the address is verified."""
    verification.resend_link(request, request.auth)

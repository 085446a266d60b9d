"""Verification of e-mail addresses by a link in a mail."""

from django.http import HttpRequest
from django.utils import timezone

from app.background import after_commit
from app.config import get_settings
from app.errors import EmailNotVerifiedError
from app.limiter import limits_of
from app.links import VERIFY_PAGE, page_url
from app.users import links, mails
from app.users.models import User


def send_welcome(*, user: User, page: str) -> None:
    """Welcome a new user, with a verification link. Blocks until the mail is sent."""
    mails.send_welcome(
        get_settings(), to=user.email, name=user.name, link=link_to(page, user)
    )


def send_link(*, user: User, page: str) -> None:
    """Send a verification link. Blocks until the mail is sent."""
    mails.send_verification(
        get_settings(), to=user.email, name=user.name, link=link_to(page, user)
    )


def send_welcome_later(*, user: User, page: str) -> None:
    after_commit(send_welcome, user=user, page=page)


def send_link_later(request: HttpRequest, user: User) -> None:
    after_commit(send_link, user=user, page=page_url(VERIFY_PAGE, request))


def resend_link(request: HttpRequest, user: User) -> None:
    """Send a new verification link, unless the address is verified.

    Raises:
        TooManyRequestsError: The client has requested too many mails.
    """
    limits_of(request).count_mail()
    if not user.email_verified:
        send_link_later(request, user)


def link_to(page: str, user: User) -> str:
    return f"{page}?token={links.verification_token(user)}"


def verify_email(token: str) -> bool:
    """Verify the address that a token was sent to; return False if it is invalid."""
    recipients = links.find_verified_by(token)
    verified = recipients.update(email_verified=True, updated_at=timezone.now())
    return bool(verified)


def require_verified(user: User) -> None:
    """Refuse a user with an unverified address, if REQUIRE_VERIFIED_EMAIL is set.

    Raises:
        EmailNotVerifiedError: The user has to verify the address first.
    """
    if get_settings().require_verified_email and not user.email_verified:
        raise EmailNotVerifiedError

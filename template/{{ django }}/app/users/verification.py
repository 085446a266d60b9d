"""E-mail addresses: verified by the link of a mail."""

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
    """Greet a new user, with a link to verify the address; blocks until it is sent."""
    mails.send_welcome(
        get_settings(), to=user.email, name=user.name, link=link_to(page, user)
    )


def send_link(*, user: User, page: str) -> None:
    """Send a link to verify the address; blocks until it is sent."""
    mails.send_verification(
        get_settings(), to=user.email, name=user.name, link=link_to(page, user)
    )


def send_link_later(request: HttpRequest, user: User) -> None:
    after_commit(send_link, user=user, page=page_url(VERIFY_PAGE, request))


def resend_link(request: HttpRequest, user: User) -> None:
    """Send the link again, unless the address is verified.

    Raises:
        TooManyRequestsError: The client has asked for too many mails.
    """
    limits_of(request).count_mail()
    if not user.email_verified:
        send_link_later(request, user)


def link_to(page: str, user: User) -> str:
    return f"{page}?token={links.verification_token(user)}"


def verify_email(token: str) -> bool:
    """Take the address as verified that a link was sent to; False if it is void."""
    recipients = links.find_verified_by(token)
    verified = recipients.update(email_verified=True, updated_at=timezone.now())
    return bool(verified)


def require_verified(user: User) -> None:
    """Let the user write, as far as the address matters.

    Raises:
        EmailNotVerifiedError: It is not verified, and the settings ask for that.
    """
    if get_settings().require_verified_email and not user.email_verified:
        raise EmailNotVerifiedError

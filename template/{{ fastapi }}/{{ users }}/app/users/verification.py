"""Verification of e-mail addresses by a link."""

from app.config import Settings
from app.errors import InvalidTokenError
from app.sessions import AsyncSession
from app.users import mails, queries, tokens
from app.users.models import User
from app.users.tokens import Recipient


def send_welcome(settings: Settings, *, user: User, page: str) -> None:
    """Send a welcome mail with a verification link. Blocks until the mail is sent."""
    link = build_link(settings, user=user, page=page)
    mails.send_welcome(settings, to=user.email, name=user.name, link=link)


def send_link(settings: Settings, *, user: User, page: str) -> None:
    """Send a verification link. Blocks until the mail is sent."""
    link = build_link(settings, user=user, page=page)
    mails.send_verification(settings, to=user.email, name=user.name, link=link)


def build_link(settings: Settings, *, user: User, page: str) -> str:
    recipient = Recipient(user.id, user.token_version, user.email)
    token = tokens.issue_for_link(settings, recipient, kind="verify")
    return f"{page}?token={token}"


async def verify_email(session: AsyncSession, settings: Settings, token: str) -> None:
    """Mark the address that the link was sent to as verified.

    Raises:
        InvalidTokenError: The token is invalid or expired, or no active user has the
            address any longer.
    """
    recipient = tokens.read_from_link(settings, token, kind="verify")
    user = await queries.lock(session, recipient.user_id)
    if user is None or not user.is_active or user.email != recipient.email:
        raise InvalidTokenError
    await queries.change(session, user, email_verified=True)

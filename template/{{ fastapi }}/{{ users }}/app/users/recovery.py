"""Password resets by a link that works once."""

from app.config import Settings
from app.errors import InvalidTokenError
from app.sessions import AsyncSession, release
from app.users import mails, queries, tokens
from app.users.hashing import hash_password
from app.users.models import User
from app.users.tokens import Recipient


async def find_user(session: AsyncSession, *, email: str) -> User | None:
    """Find the active user with an e-mail address."""
    user = await queries.get_by_email(session, email)
    return user if user is not None and user.is_active else None


def send_link(settings: Settings, *, user: User, page: str) -> None:
    """Send a password-reset link. Blocks until the mail is sent."""
    recipient = Recipient(user.id, user.token_version, user.email)
    token = tokens.issue_for_link(settings, recipient, kind="reset")
    link = f"{page}?token={token}"
    mails.send_password_reset(settings, to=user.email, name=user.name, link=link)


async def read_link(session: AsyncSession, settings: Settings, token: str) -> Recipient:
    """Read the recipient from the token of a link.

    Raises:
        InvalidTokenError: The token is invalid, expired or used, or the password or
            the e-mail address has changed since.
    """
    recipient = tokens.read_from_link(settings, token, kind="reset")
    require_current(await queries.get(session, recipient.user_id), recipient)
    return recipient


async def reset_password(
    session: AsyncSession, *, recipient: Recipient, password: str
) -> None:
    """Set the password, revoke all tokens, and mark the address as verified.

    Raises:
        InvalidTokenError: Another request has used the link.
    """
    await release(session)
    password_hash = await hash_password(password)
    locked = await queries.lock(session, recipient.user_id)
    user = require_current(locked, recipient)
    await queries.change(
        session,
        user,
        password_hash=password_hash,
        token_version=recipient.version + 1,
        email_verified=True,
    )


def require_current(user: User | None, recipient: Recipient) -> User:
    if (
        user is None
        or not user.is_active
        or user.token_version != recipient.version
        or user.email != recipient.email
    ):
        raise InvalidTokenError
    return user

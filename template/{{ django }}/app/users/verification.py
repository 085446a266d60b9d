"""Whether users have shown that their e-mail address is theirs."""

from app.config import get_settings
from app.errors import EmailNotVerifiedError
from app.users.models import User


def require_verified(user: User) -> None:
    """Let the user write, as far as the address matters.

    Raises:
        EmailNotVerifiedError: It is not verified, and the settings ask for that.
    """
    if get_settings().require_verified_email and not user.email_verified:
        raise EmailNotVerifiedError

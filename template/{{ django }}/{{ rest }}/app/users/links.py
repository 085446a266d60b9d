"""Tokens of the links in mails, for the API and for pages."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from app.config import get_settings
from app.errors import InvalidTokenError
from app.users import tokens
from app.users.models import User, UserQuerySet
from app.users.tokens import LinkKind, Recipient


class ResetTokenGenerator(PasswordResetTokenGenerator):
    """Makes tokens that a new password, a new address or a log-out revokes."""

    def make_token(self, user: User) -> str:
        return issue(user, "reset")

    def check_token(self, user: User | None, token: str | None) -> bool:
        return user is not None and find_recipients(token or "", "reset").contains(user)


reset_tokens = ResetTokenGenerator()


def issue(user: User, kind: LinkKind) -> str:
    recipient = Recipient(user.pk, user.token_version, user.email)
    return tokens.issue_for_link(get_settings(), recipient, kind=kind)


def verification_token(user: User) -> str:
    return issue(user, "verify")


def find_verified_by(token: str) -> UserQuerySet:
    """Find the active user of a verification token, if the address is the same."""
    return find_recipients(token, "verify")


def find_recipients(token: str, kind: LinkKind) -> UserQuerySet:
    try:
        recipient = tokens.read_from_link(get_settings(), token, kind=kind)
    except InvalidTokenError:
        return User.objects.none()
    users = User.objects.filter(
        pk=recipient.user_id, email=recipient.email, is_active=True
    )
    return users.filter(token_version=recipient.version) if kind == "reset" else users

"""Tokens of the links in mails."""

from datetime import timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing

from app.users.models import User, UserQuerySet

SALT = "app.users.links.verify"
LIFETIME = timedelta(days=1)

reset_tokens = PasswordResetTokenGenerator()


def verification_token(user: User) -> str:
    return signing.dumps([user.pk, user.email], salt=SALT)


def find_verified_by(token: str) -> UserQuerySet:
    """Find the active user whom the token was sent to, at the same address."""
    try:
        user_id, email = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return User.objects.none()
    return User.objects.filter(pk=user_id, email=email, is_active=True)

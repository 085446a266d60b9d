"""Forgotten passwords: reset by the link of a mail, which works once."""

from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from app.config import get_settings
from app.errors import InvalidTokenError
from app.users import links, mails, service
from app.users.models import User


def send_link(email: str, *, page: str) -> None:
    """Send the active user with this address a link to reset the password.

    It blocks until the mail is sent, so how long it takes tells who has an account.
    """
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None or not user.has_usable_password():
        return
    query = {
        "user": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": links.reset_tokens.make_token(user),
    }
    mails.send_password_reset(
        get_settings(), to=user.email, name=user.name, link=f"{page}?{urlencode(query)}"
    )


def reset_password(*, token: str, password: str) -> None:
    """Set the password, revoke all tokens, and take the address as verified.

    Raises:
        InvalidTokenError: The link is none of ours, too old or used, or the password
            or the address has changed since it was sent.
    """
    user = links.find_recipients(token, "reset").first()
    if user is None:
        raise InvalidTokenError
    password_hash = make_password(password)  # takes long, so before the transaction
    with transaction.atomic():
        stored = service.lock(user)
        if not links.reset_tokens.check_token(stored, token):
            raise InvalidTokenError  # another request has used it meanwhile
        changes = {"password": password_hash, "email_verified": True}
        service.update(stored, changes=changes)

"""Password resets by a link that works once."""

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
    """Send a reset link to the active user with this address.

    Call it after the response: it takes longer if there is one.
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
    """Set the password, revoke all tokens, and mark the address as verified.

    Raises:
        InvalidTokenError: The link is invalid, expired or used, or the password or
            the address has changed since it was sent.
    """
    user = links.find_recipients(token, "reset").first()
    if user is None:
        raise InvalidTokenError
    password_hash = make_password(password)  # slow, so before the transaction
    with transaction.atomic():
        stored = service.lock(user)
        if not links.reset_tokens.check_token(stored, token):
            raise InvalidTokenError  # another request used it in the meantime
        changes = {"password": password_hash, "email_verified": True}
        service.update(stored, changes=changes)

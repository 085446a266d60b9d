"""The mails that users get."""

from app import mail
from app.config import Settings


def send_welcome(settings: Settings, *, to: str, name: str) -> None:
    """Greet a new user; blocks until the mail is sent."""
    mail.send(
        settings,
        to=to,
        subject=f"Welcome to {settings.app_name}",
        text=f"Hello {name},\n\nyour account is ready. Log in with {to}.\n",
    )

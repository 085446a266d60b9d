"""Mails to users."""

from app import mail
from app.config import Settings


def send_welcome(settings: Settings, *, to: str, name: str, link: str) -> None:
    """Welcome a new user. Blocks until the mail is sent."""
    mail.send(
        settings,
        to=to,
        subject=f"Welcome to {settings.app_name}",
        text=f"Hello {name},\n\n"
        f"Your account is ready. Log in with {to}.\n\n"
        f"Verify your e-mail address within 24 hours:\n\n{link}\n",
    )


def send_verification(settings: Settings, *, to: str, name: str, link: str) -> None:
    """Ask a user to verify their address. Blocks until the mail is sent."""
    mail.send(
        settings,
        to=to,
        subject="Verify your e-mail address",
        text=f"Hello {name},\n\n"
        f"Verify the e-mail address of your {settings.app_name} account "
        f"within 24 hours:\n\n{link}\n\n"
        "If you don't have this account, ignore this message.\n",
    )


def send_password_reset(settings: Settings, *, to: str, name: str, link: str) -> None:
    """Send the link to reset a password. Blocks until the mail is sent."""
    mail.send(
        settings,
        to=to,
        subject="Reset your password",
        text=f"Hello {name},\n\n"
        "Someone asked to reset the password of this account. "
        "If it wasn't you, ignore this message.\n\n"
        f"Choose a new password for {settings.app_name} within an hour:\n\n{link}\n",
    )

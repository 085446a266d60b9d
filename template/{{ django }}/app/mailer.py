"""Django's mails, such as one that resets a password, go the way of all others."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from app import mail
from app.config import get_settings


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message to each of its recipients.

        Raises:
            OSError: If the server can't be reached or refuses a message.
        """
        for message in email_messages:
            for recipient in message.recipients():
                mail.send(
                    get_settings(),
                    to=recipient,
                    subject=str(message.subject),
                    text=str(message.body),
                )
        return len(email_messages)

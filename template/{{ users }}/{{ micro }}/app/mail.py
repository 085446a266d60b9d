"""Mail: sent by SMTP, or written to the log if SMTP_URL is not set."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import structlog

from app.config import Settings

TIMEOUT_SECONDS = 10

log = structlog.get_logger()


def send(settings: Settings, *, to: str, subject: str, text: str) -> None:
    """Send one message. Blocks until the server has accepted it.

    Raises:
        OSError: The server can't be reached or refuses the message
            (`smtplib.SMTPException` is an `OSError`).
    """
    if settings.smtp_url is None:
        if settings.environment == "production":  # the text may contain a secret link
            log.warning("mail.not_sent", to=to, subject=subject)
        else:
            log.info("mail.printed", to=to, subject=subject, text=text)
        return
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    url = urlsplit(settings.smtp_url.get_secret_value())
    with connect(url) as server:
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
    log.info("mail.sent", to=to, subject=subject)


def connect(url: SplitResult) -> smtplib.SMTP:
    """Connect by TLS: always with a password, else if the server supports STARTTLS."""
    host = url.hostname or ""
    context = ssl.create_default_context()
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(
            host, url.port or 465, timeout=TIMEOUT_SECONDS, context=context
        )
    server = smtplib.SMTP(host, url.port or 587, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if url.username or server.has_extn("starttls"):
        server.starttls(context=context)
    return server

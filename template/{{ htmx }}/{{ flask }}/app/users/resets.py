"""New passwords for those who forgot theirs: by a link that works once, for an hour."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app import mail
from app.config import Settings
from app.errors import InvalidTokenError
from app.sessions import Session
from app.users import queries, service
from app.users.models import User
from app.users.tokens import Subject

MAX_AGE_SECONDS = 60 * 60


def serializer(settings: Settings) -> URLSafeTimedSerializer:
    key = settings.secret_key.get_secret_value()
    return URLSafeTimedSerializer(key, salt="password-reset")


def find_user(session: Session, *, email: str) -> User | None:
    user = queries.get_by_email(session, email)
    return user if user is not None and user.is_active else None


def issue_token(settings: Settings, *, user: User) -> str:
    subject = Subject(user.id, user.token_version)
    return str(serializer(settings).dumps(subject))


def read_token(session: Session, settings: Settings, token: str) -> User:
    """Find the user of a link.

    Raises:
        InvalidTokenError: It is none of ours, too old, or has been used, which is
            seen by the user's `token_version`.
    """
    try:
        claims = serializer(settings).loads(token, max_age=MAX_AGE_SECONDS)
    except BadSignature as error:
        raise InvalidTokenError from error
    return service.get_by_token(session, subject=Subject(*claims))


def reset_password(session: Session, *, user: User, password: str) -> None:
    subject = Subject(user.id, user.token_version)
    service.set_password(session, subject=subject, password=password)


def send_link(settings: Settings, *, to: str, name: str, link: str) -> None:
    """Send the link; blocks until the mail is sent."""
    mail.send(
        settings,
        to=to,
        subject=f"Your password for {settings.app_name}",
        text=f"Hello {name},\n\n"
        "someone, you we hope, asked for a new password. Choose one here:\n\n"
        f"{link}\n\n"
        "If it was not you, nothing has to be done: "
        "your password stays as it is.\n",
    )

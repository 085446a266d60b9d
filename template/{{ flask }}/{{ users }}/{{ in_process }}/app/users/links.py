"""Mails with links, which are sent after the commit."""

from typing import Literal, Protocol

from flask import request

from app.background import after_commit
from app.config import Settings
from app.context import current_settings
from app.database import db
from app.users.models import User

# Pages that links open, below PUBLIC_URL.
Page = Literal["/password-reset", "/verify-email"]


class Send(Protocol):
    def __call__(self, settings: Settings, /, *, user: User, page: str) -> None: ...


def send_later(send: Send, user: User | None, page: Page) -> None:
    """Send a mail after the commit, if there is a user."""
    if user is None:
        return
    settings = current_settings()
    base = settings.public_url or request.url_root.rstrip("/")
    after_commit(db.session, send, settings, user=user, page=f"{base}{page}")

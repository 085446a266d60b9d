"""Mails with links, which workers send after the commit."""

from functools import partial
from typing import Literal, Protocol

from flask import request

from app.config import Settings
from app.context import current_settings
from app.database import db
from app.sessions import on_commit
from app.tasks import Task
from app.users import recovery, tasks, verification
from app.users.models import User

# Pages that links open, below PUBLIC_URL.
Page = Literal["/password-reset", "/verify-email"]


class Send(Protocol):
    def __call__(self, settings: Settings, /, *, user: User, page: str) -> None: ...


TASKS: dict[Send, Task[[int | None, str]]] = {
    recovery.send_link: tasks.send_password_reset,
    verification.send_link: tasks.send_verification,
    verification.send_welcome: tasks.send_welcome,
}


def send_later(send: Send, user: User | None, page: Page) -> None:
    """Enqueue a mail. Without a user, the task does nothing, but takes as long here."""
    base = current_settings().public_url or request.url_root.rstrip("/")
    user_id = None if user is None else user.id
    on_commit(db.session, partial(TASKS[send].send, user_id, f"{base}{page}"))

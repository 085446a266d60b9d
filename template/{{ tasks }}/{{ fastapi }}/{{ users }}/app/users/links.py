"""Mails with links, sent by tasks."""

from functools import partial
from typing import Annotated, Any, Literal, Protocol

from fastapi import Depends, Request
from taskiq import AsyncTaskiqDecoratedTask

from app.config import Settings
from app.database import SessionDep
from app.sessions import on_commit
from app.tasks.queue import enqueue
from app.users import recovery, tasks, verification
from app.users.dependencies import SettingsDep
from app.users.models import User

# Pages of the web application at PUBLIC_URL, which send the token to the API.
Page = Literal["/password-reset", "/verify-email"]


class SendMail(Protocol):
    def __call__(self, settings: Settings, /, *, user: User, page: str) -> None: ...


TASKS: dict[SendMail, AsyncTaskiqDecoratedTask[..., Any]] = {
    verification.send_welcome: tasks.send_welcome,
    verification.send_link: tasks.send_verification,
    recovery.send_link: tasks.send_password_reset,
}


class Outbox:
    """Sends mails to users after the transaction is committed."""

    def __init__(
        self, request: Request, settings: SettingsDep, session: SessionDep
    ) -> None:
        self.base = settings.public_url or str(request.base_url).rstrip("/")
        self.session = session

    def add(self, send: SendMail, user: User | None, page: Page) -> None:
        """Send a mail. Without a user, no mail is sent, which takes the same time."""
        user_id = None if user is None else user.id
        link = f"{self.base}{page}"
        on_commit(
            self.session,
            partial(enqueue, task=TASKS[send], user_id=user_id, page=link),
        )


OutboxDep = Annotated[Outbox, Depends()]

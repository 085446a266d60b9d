"""Mails with links, sent in the background."""

from typing import Annotated, Literal, Protocol

from fastapi import BackgroundTasks, Depends, Request

from app.config import Settings
from app.users.dependencies import SettingsDep
from app.users.models import User

# Pages of the web application at PUBLIC_URL, which send the token to the API.
Page = Literal["/password-reset", "/verify-email"]


class SendMail(Protocol):
    def __call__(self, settings: Settings, /, *, user: User, page: str) -> None: ...


class Outbox:
    """Sends mails to users after the transaction is committed."""

    def __init__(
        self, request: Request, settings: SettingsDep, background: BackgroundTasks
    ) -> None:
        self.base = settings.public_url or str(request.base_url).rstrip("/")
        self.settings = settings
        self.background = background

    def add(self, send: SendMail, user: User | None, page: Page) -> None:
        """Send a mail after the response, unless there is no user."""
        if user is not None:
            self.background.add_task(
                send, self.settings, user=user, page=f"{self.base}{page}"
            )


OutboxDep = Annotated[Outbox, Depends()]

"""The mail with a reset link, sent by a task."""

from app.queue import task
from app.users import recovery


@task
def send(email: str, page: str) -> None:
    recovery.send_link(email, page=page)


def send_later(email: str, *, page: str) -> None:
    """Enqueue the task for any address: the time must not reveal who has an account."""
    send.enqueue(email, page)

"""The mail with a reset link, sent in the background."""

from app.background import after_commit
from app.users import recovery


def send_later(email: str, *, page: str) -> None:
    after_commit(recovery.send_link, email, page=page)

"""Authors whose address was never verified."""

import pytest
from flask import Flask

from app.config import Settings
from app.database import db
from app.sessions import Session
from app.users import queries, tasks
from tests.factories import make_user
from tests.posts.factories import make_post


def test_author_is_kept(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", Settings(require_verified_email=True))
    monkeypatch.setattr(tasks, "UNVERIFIED_DAYS", -1)
    author, other = make_user(session), make_user(session)
    make_post(session, author=author)

    with app.app_context():
        tasks.delete_unverified()

        assert queries.get(db.session, author.id)
        assert not queries.get(db.session, other.id)

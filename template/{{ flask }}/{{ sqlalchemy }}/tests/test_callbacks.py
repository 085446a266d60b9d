"""Callbacks after a commit, with savepoints."""

from flask import Flask

from app.database import db
from app.sessions import on_commit


def test_released_savepoint_runs_no_callback(app: Flask) -> None:
    done: list[str] = []

    with app.app_context():
        with db.session.begin_nested():
            on_commit(db.session, lambda: done.append("within"))
        assert done == []
        db.rollback()
        db.commit()

    assert done == []


def test_rolled_back_savepoint_discards_its_callbacks(app: Flask) -> None:
    done: list[str] = []

    with app.app_context():
        on_commit(db.session, lambda: done.append("before"))
        savepoint = db.session.begin_nested()
        with db.session.begin_nested():
            on_commit(db.session, lambda: done.append("within"))
        savepoint.rollback()
        on_commit(db.session, lambda: done.append("after"))
        db.commit()

    assert done == ["before", "after"]

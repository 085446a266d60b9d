"""What follows a commit, where savepoints are used."""

from flask import Flask

from app.database import db
from app.sessions import on_commit


def test_savepoint_calls_nothing_by_itself(app: Flask) -> None:
    done: list[str] = []

    with app.app_context():
        with db.session.begin_nested():
            on_commit(db.session, lambda: done.append("within"))
        assert done == []
        db.rollback()
        db.commit()

    assert done == []


def test_savepoint_that_is_rolled_back_forgets_what_it_asked_for(app: Flask) -> None:
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

"""Fields store their values, and updates write the right columns."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask

from app.database import db
from app.fields import UTCDateTimeField
from app.users import queries
from app.users.models import User

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def user() -> User:
    return User(email="ada@example.com", name="Ada", password_hash="")


def test_moment_is_kept_in_utc(app: Flask, user: User) -> None:
    user.created_at = NOON.astimezone(timezone(timedelta(hours=2)))

    with app.app_context():
        queries.add(db.session, user)
        stored = queries.get(db.session, user.id)

    assert stored is not None
    assert stored.created_at == NOON
    assert stored.created_at.tzinfo is UTC


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        UTCDateTimeField().db_value(NOON.replace(tzinfo=None))


def test_update_is_of_what_has_changed(app: Flask, user: User) -> None:
    with app.app_context():
        queries.add(db.session, user)
        began = user.updated_at

        queries.change(db.session, user, name="Ada")
        assert user.updated_at == began
        queries.change(db.session, user, name="Grace")
        assert user.updated_at > began


def test_change_in_place_is_saved(app: Flask, user: User) -> None:
    with app.app_context():
        queries.add(db.session, user)
        user.__data__["name"] = "Grace"  # as a value within a JSON field would be
        user.save()
        stored = queries.get(db.session, user.id)

    assert stored is not None
    assert stored.name == "Grace"


def test_change_leaves_other_columns_alone(app: Flask, user: User) -> None:
    with app.app_context():
        queries.add(db.session, user)
        User.update(token_version=7).execute()
        queries.change(db.session, user, name="Grace")
        stored = queries.get(db.session, user.id)

    assert stored is not None
    assert (stored.name, stored.token_version) == ("Grace", 7)

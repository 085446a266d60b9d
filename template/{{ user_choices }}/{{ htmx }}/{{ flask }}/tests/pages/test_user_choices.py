"""Users to choose from in forms."""

from collections.abc import Callable

import pytest
from flask import Flask, g

from app.users import choices
from app.users.choices import list_choices
from app.users.models import Role, User


def labels(app: Flask, caller: User | None) -> list[str] | None:
    """Return the names that a caller can choose from."""
    with app.test_request_context():
        g.user = caller
        listed = list_choices()
    return None if listed is None else [choice.label for choice in listed]


def test_only_administrators_choose_from_a_list(
    app: Flask, user: User, make_user: Callable[..., User]
) -> None:
    admin = make_user("Root", role=Role.ADMIN)

    assert labels(app, admin) == ["Root", "Ada"]
    assert labels(app, user) is None
    assert labels(app, None) is None


def test_administrators_enter_an_id_if_there_are_many_users(
    app: Flask,
    user: User,
    make_user: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choices, "MAX_CHOICES", 1)

    assert labels(app, make_user("Root", role=Role.ADMIN)) is None

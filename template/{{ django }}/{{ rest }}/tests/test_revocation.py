"""Tokens end with what they were issued for, wherever that is changed."""

from collections.abc import Callable

import pytest
from django.test import Client

from app.users.models import Role, User
from tests.factories import make_admin, make_user

NEW = "Another horse 2"


def rename(user: User) -> None:
    user.name = "Renamed"


def promote(user: User) -> None:
    user.role = Role.ADMIN


def deactivate(user: User) -> None:
    user.is_active = False


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (rename, False),
        (promote, True),
        (deactivate, True),
        (lambda user: user.set_password(NEW), True),
        (User.set_unusable_password, True),
    ],
)
@pytest.mark.django_db
def test_tokens_end_with(change: Callable[[User], None], ends: bool) -> None:
    user = make_user()
    version = user.token_version

    change(user)
    user.save()

    user.refresh_from_db()
    assert (user.token_version != version) is ends


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("change", {"email": "a@example.com", "name": "A", "role": "admin"}),
        ("change", {"email": "a@example.com", "name": "A", "role": "user"}),
        ("password", {"password1": NEW, "password2": NEW}),
        ("password", {"usable_password": "false", "unset-password": "on"}),
    ],
)
@pytest.mark.django_db
def test_administration_ends_tokens(
    client: Client, page: str, form: dict[str, str]
) -> None:
    client.force_login(make_admin())
    user = make_user()
    version = user.token_version

    response = client.post(f"/admin/users/user/{user.pk}/{page}/", form)

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.token_version != version

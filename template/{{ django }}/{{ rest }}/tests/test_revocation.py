"""Tokens are revoked by a new password, role or status, wherever it is saved."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from app.users.models import Role, User
from tests.factories import make_admin, make_user

NEW = "Another horse 2"
FORM = {"email": "a@example.com", "name": "A", "initial-is_active": "True"}


def rename(user: User) -> None:
    user.name = "Renamed"


def promote(user: User) -> None:
    user.role = Role.ADMIN


def deactivate(user: User) -> None:
    user.is_active = False


@pytest.mark.parametrize(
    ("change", "revokes"),
    [
        (rename, False),
        (promote, True),
        (deactivate, True),
        (lambda user: user.set_password(NEW), True),
        (User.set_unusable_password, True),
    ],
)
@pytest.mark.django_db
def test_save_revokes_tokens(change: Callable[[User], None], revokes: bool) -> None:
    user = make_user()
    version = user.token_version

    change(user)
    user.save()

    user.refresh_from_db()
    assert (user.token_version != version) is revokes


def test_update_of_a_queryset_revokes_tokens(db: None) -> None:
    user = make_user()
    version = user.token_version

    User.objects.filter(pk=user.pk).update(is_active=False)

    user.refresh_from_db()
    assert user.token_version != version


@pytest.mark.django_db
def test_save_of_the_password_alone_revokes_tokens() -> None:
    user = make_user()
    version = user.token_version

    user.set_password(NEW)
    user.save(update_fields=["password"])

    user.refresh_from_db()
    assert user.token_version != version


@pytest.mark.django_db
def test_save_of_an_older_instance_keeps_a_revocation() -> None:
    user = make_user()
    other = User.objects.get(pk=user.pk)

    user.revoke_tokens()
    other.save()

    other.refresh_from_db()
    assert other.token_version == user.token_version


@pytest.mark.django_db
def test_revocation_of_a_deleted_user_does_nothing() -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).delete()

    user.revoke_tokens()

    assert not User.objects.exists()


@pytest.mark.django_db
def test_changepassword_revokes_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    version = user.token_version
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)

    call_command("changepassword", user.email, stdout=StringIO())

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user.token_version != version


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("change", {**FORM, "role": "admin", "is_active": "on"}),
        ("change", {**FORM, "role": "user"}),
        ("password", {"password1": NEW, "password2": NEW}),
        ("password", {"usable_password": "false", "unset-password": "on"}),
    ],
)
@pytest.mark.django_db
def test_admin_site_revokes_tokens(
    client: Client, page: str, form: dict[str, str]
) -> None:
    client.force_login(make_admin())
    user = make_user()
    version = user.token_version

    response = client.post(f"/admin/users/user/{user.pk}/{page}/", form)

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.token_version != version

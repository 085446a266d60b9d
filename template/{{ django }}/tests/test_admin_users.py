"""Users in the admin site, with the rules of the service."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from app.errors import (
    ConflictError,
    EmailTakenError,
    LastAdminError,
    NotFoundError,
)
from app.users import service
from app.users.admin import UserAdmin
from app.users.models import Role, User
from tests.factories import PASSWORD, make_admin, make_user

LIST = "/admin/users/user/"
ADD = f"{LIST}add/"
NEW = "Another horse 2"


@pytest.fixture
def admin(db: None) -> User:
    return make_admin()


@pytest.fixture
def browser(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def change(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def form(user: User, **changes: object) -> dict[str, Any]:
    """The form data of a user's page, with these changes."""
    shown = {"email": user.email, "name": user.name, "role": user.role}
    flags = {"is_active": user.is_active, "email_verified": user.email_verified}
    values = {**shown, **flags, **changes}
    for name in flags:
        if values.pop(name):
            values[name] = "on"
    before = {**shown, **flags}
    return values | {f"initial-{name}": value for name, value in before.items()}


def new(**fields: str) -> dict[str, str]:
    return {
        "email": "ada@example.com",
        "name": "Ada",
        "role": Role.USER,
        "password1": PASSWORD,
        "password2": PASSWORD,
        **fields,
    }


def deletion(*users: User) -> dict[str, Any]:
    """The form data that confirms the deletion of selected users."""
    return {
        "action": "delete_selected",
        "_selected_action": [user.pk for user in users],
        "post": "yes",
    }


def error_messages(response: Any) -> list[str]:
    """The messages of a response that redirects to the same page."""
    assert response.status_code == 302
    assert response.headers["location"] == response.wsgi_request.path
    return [message.message for message in get_messages(response.wsgi_request)]


def check_refused(response: Any, admin: User) -> None:
    assert error_messages(response) == [LastAdminError.detail]
    assert User.objects.active_admins().contains(admin)
    assert not LogEntry.objects.exists()


def test_user_is_added(browser: Client) -> None:
    browser.post(ADD, new(email="Ada@Example.COM"))

    user = User.objects.get(email="ada@example.com")
    assert user.check_password(PASSWORD)
    assert not user.is_admin


@pytest.mark.django_db(transaction=True)
def test_password_is_hashed_outside_a_transaction(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_admin())
    encode = MD5PasswordHasher.encode
    inside: list[bool] = []

    def observe(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        inside.append(connection.in_atomic_block)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", observe)

    client.post(ADD, new())
    user = User.objects.get(email="ada@example.com")
    client.post(f"{LIST}{user.pk}/password/", {"password1": NEW, "password2": NEW})

    assert inside == [False, False]


def test_user_without_a_password_is_added(browser: Client) -> None:
    browser.post(ADD, new(usable_password="false", password1="", password2=""))

    assert not User.objects.get(email="ada@example.com").has_usable_password()


def test_user_deleted_during_log_in_is_no_error(client: Client, db: None) -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).delete()

    client.force_login(user)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "TAKEN@example.com"), ("password2", "weak"), ("role", "owner")],
)
def test_user_is_not_added(browser: Client, field: str, value: str) -> None:
    service.create(email="taken@example.com", name="Eve", password=PASSWORD)

    response = browser.post(ADD, new(**{field: value}))

    assert list(response.context["adminform"].form.errors) == [field]
    assert not User.objects.filter(name="Ada").exists()


def test_user_is_changed(browser: Client) -> None:
    user = make_user()

    browser.post(change(user), form(user, email="New@example.com", role=Role.ADMIN))

    user.refresh_from_db()
    assert user.email == "new@example.com"
    assert user.is_admin


@pytest.mark.parametrize(
    ("changes", "verified", "mails"),
    [
        ({"email": "new@example.com"}, False, 1),
        ({"name": "Renamed"}, True, 0),
        ({"email_verified": False}, False, 0),
    ],
)
def test_changed_address_must_be_verified_again(
    browser: Client,
    django_capture_on_commit_callbacks: Any,
    changes: dict[str, Any],
    verified: bool,
    mails: int,
) -> None:
    user = make_user(email_verified=True)

    with django_capture_on_commit_callbacks() as callbacks:
        browser.post(change(user), form(user, **changes))

    user.refresh_from_db()
    assert user.email_verified is verified
    assert len(callbacks) == mails


def test_administrator_can_verify_an_address(browser: Client) -> None:
    user = make_user()
    changes = {"email": "new@example.com", "email_verified": True}

    browser.post(change(user), form(user, **changes))

    user.refresh_from_db()
    assert user.email_verified


def test_taken_address_is_a_form_error(browser: Client, admin: User) -> None:
    user = make_user()

    response = browser.post(change(user), form(user, email=admin.email.upper()))

    assert list(response.context["adminform"].form.errors) == ["email"]


def test_address_taken_in_the_meantime_is_reported(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, other = make_user(), make_user()
    monkeypatch.setattr(User, "validate_unique", lambda *_, **__: None)

    response = browser.post(change(user), form(user, email=other.email))

    assert error_messages(response) == [EmailTakenError.detail]


def test_password_is_changed(browser: Client) -> None:
    user = make_user()
    page = f"{LIST}{user.pk}/password/"

    browser.post(page, {"password1": "Another horse 2", "password2": "Another horse 2"})

    user.refresh_from_db()
    assert user.check_password("Another horse 2")


def test_outdated_form_keeps_changes_of_others(browser: Client) -> None:
    user = make_user()
    sent = form(user, name="Renamed")
    user.set_password(NEW)
    user.save()
    service.update(user, changes={"role": Role.ADMIN, "is_active": False})

    browser.post(change(user), sent)

    user.refresh_from_db()
    assert user.name == "Renamed"
    assert user.is_admin
    assert not user.is_active
    assert user.check_password(NEW)


def test_password_form_keeps_changes_of_others(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user()
    hash_password = User.set_password

    def set_password(form_user: User, password: str | None) -> None:
        hash_password(form_user, password)
        service.update(user, changes={"is_active": False})

    monkeypatch.setattr(User, "set_password", set_password)

    browser.post(f"{LIST}{user.pk}/password/", {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.is_active


@pytest.mark.parametrize("page", ["change", "password", "delete"])
def test_user_deleted_in_the_meantime_is_not_found(
    browser: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    user = make_user()
    sent = {**form(user, name="Renamed"), "password1": NEW, "password2": NEW}
    monkeypatch.setattr(UserAdmin, "get_object", lambda *_: user)
    User.objects.filter(pk=user.pk).delete()

    response = browser.post(f"{LIST}{user.pk}/{page}/", {**sent, "post": "yes"})

    assert error_messages(response) == [NotFoundError.detail]
    assert not User.objects.filter(pk=user.pk).exists()


def test_violated_constraint_is_reported(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user()
    fail = Mock(side_effect=IntegrityError)
    monkeypatch.setattr(service, "update", fail)

    response = browser.post(change(user), form(user, name="Renamed"))

    assert error_messages(response) == [ConflictError.detail]


def test_database_failure_is_raised(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = make_user()
    monkeypatch.setattr(service, "update", Mock(side_effect=OperationalError))

    with pytest.raises(OperationalError):
        browser.post(change(user), form(user, name="Renamed"))


def test_user_gets_groups_and_permissions(browser: Client) -> None:
    user = make_user()
    group = Group.objects.create(name="Editors")
    permission = Permission.objects.get(codename="view_user")

    browser.post(
        change(user), form(user, groups=group.pk, user_permissions=permission.pk)
    )

    assert user.groups.contains(group)
    assert User.objects.get(pk=user.pk).has_perm("users.view_user")


@pytest.mark.parametrize("changes", [{"role": Role.USER}, {"is_active": False}])
def test_last_admin_can_not_be_demoted(
    browser: Client, admin: User, changes: dict[str, Any]
) -> None:
    response = browser.post(change(admin), form(admin, **changes))

    check_refused(response, admin)


def test_last_admin_can_not_be_deleted(browser: Client, admin: User) -> None:
    response = browser.post(f"{LIST}{admin.pk}/delete/", {"post": "yes"})

    check_refused(response, admin)


def test_last_admin_can_not_be_deleted_among_others(
    browser: Client, admin: User
) -> None:
    user = make_user()

    response = browser.post(LIST, deletion(admin, user))

    check_refused(response, admin)
    assert User.objects.contains(user)


def test_last_admins_can_not_be_deleted_together(browser: Client, admin: User) -> None:
    response = browser.post(LIST, deletion(admin, make_admin()))

    check_refused(response, admin)


def test_one_of_two_admins_can_be_deleted(browser: Client, admin: User) -> None:
    other, user = make_admin(), make_user()

    browser.post(LIST, deletion(other, user))

    assert list(User.objects.all()) == [admin]
    assert LogEntry.objects.count() == 2

"""Users in the admin site: the rules are those of the service."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client

from app.errors import EmailTakenError, LastAdminError
from app.users import service
from app.users.models import Role, User
from tests.factories import PASSWORD, make_admin, make_user

LIST = "/admin/users/user/"
ADD = f"{LIST}add/"


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
    """What a browser sends of the page of a user, with these changes."""
    shown = {"email": user.email, "name": user.name, "role": user.role}
    values = {**shown, **changes}
    if values.pop("is_active", user.is_active):
        values["is_active"] = "on"
    before = {**shown, "is_active": user.is_active}
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
    """What a browser sends when the deletion of a selection is confirmed."""
    return {
        "action": "delete_selected",
        "_selected_action": [user.pk for user in users],
        "post": "yes",
    }


def refusals(response: Any) -> list[str]:
    """The messages of an answer that leads back to where it came from."""
    assert response.status_code == 302
    assert response.headers["location"] == response.wsgi_request.path
    return [message.message for message in get_messages(response.wsgi_request)]


def check_refused(response: Any, admin: User) -> None:
    assert refusals(response) == [LastAdminError.detail]
    assert User.objects.active_admins().contains(admin)
    assert not LogEntry.objects.exists()


def test_user_is_added(browser: Client) -> None:
    browser.post(ADD, new(email="Ada@Example.COM"))

    user = User.objects.get(email="ada@example.com")
    assert user.check_password(PASSWORD)
    assert not user.is_admin


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


def test_taken_address_is_an_error_of_the_form(browser: Client, admin: User) -> None:
    user = make_user()

    response = browser.post(change(user), form(user, email=admin.email.upper()))

    assert list(response.context["adminform"].form.errors) == ["email"]


def test_address_taken_meanwhile_is_told(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, other = make_user(), make_user()
    monkeypatch.setattr(User, "validate_unique", lambda *_, **__: None)

    response = browser.post(change(user), form(user, email=other.email))

    assert refusals(response) == [EmailTakenError.detail]


def test_password_is_changed(browser: Client) -> None:
    user = make_user()
    page = f"{LIST}{user.pk}/password/"

    browser.post(page, {"password1": "Another horse 2", "password2": "Another horse 2"})

    user.refresh_from_db()
    assert user.check_password("Another horse 2")


@pytest.mark.parametrize("changes", [{"role": Role.USER}, {"is_active": False}])
def test_last_admin_stays_one(
    browser: Client, admin: User, changes: dict[str, Any]
) -> None:
    response = browser.post(change(admin), form(admin, **changes))

    check_refused(response, admin)


def test_last_admin_is_not_deleted(browser: Client, admin: User) -> None:
    response = browser.post(f"{LIST}{admin.pk}/delete/", {"post": "yes"})

    check_refused(response, admin)


def test_last_admin_is_not_deleted_among_others(browser: Client, admin: User) -> None:
    user = make_user()

    response = browser.post(LIST, deletion(admin, user))

    check_refused(response, admin)
    assert User.objects.contains(user)


def test_last_admins_are_not_deleted_at_once(browser: Client, admin: User) -> None:
    response = browser.post(LIST, deletion(admin, make_admin()))

    check_refused(response, admin)


def test_one_of_two_admins_may_go(browser: Client, admin: User) -> None:
    other, user = make_admin(), make_user()

    browser.post(LIST, deletion(other, user))

    assert list(User.objects.all()) == [admin]
    assert LogEntry.objects.count() == 2

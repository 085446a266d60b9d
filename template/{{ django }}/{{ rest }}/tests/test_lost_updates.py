"""Changes of one request are not lost to another one that began earlier."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory
from httpx2 import Client

from app.users import accounts, service
from app.users.models import Role, User
from tests.api.accounts import PASSWORD, Account
from tests.api.problems import check_problem
from tests.factories import make_admin, make_user

NEW = "Another horse 2"


@pytest.fixture
def change_meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change a user while a request verifies the password."""
    verify = User.check_password

    def change(**changes: Any) -> None:
        def check_password(user: User, password: str) -> bool:
            verified = verify(user, password)
            User.objects.filter(pk=user.pk).update(**changes)
            return verified

        monkeypatch.setattr(User, "check_password", check_password)

    return change


@pytest.mark.parametrize(
    "changes", [{"is_active": False}, {"password": make_password(NEW)}]
)
def test_password_change_keeps_other_changes(
    app_client: Client,
    store_account: Callable[[Client], Account],
    change_meanwhile: Callable[..., None],
    changes: dict[str, Any],
) -> None:
    account = store_account(app_client)
    change_meanwhile(**changes)

    body = {"password": "A third horse 3", "current_password": PASSWORD}
    response = app_client.patch("/api/users/me", json=body, headers=account.headers)

    check_problem(response, 401, "invalid_token")
    stored = User.objects.values(*changes).get(pk=account.id)
    assert stored == changes


@pytest.mark.django_db
def test_name_change_writes_only_the_name() -> None:
    user = make_user()
    read_before = User.objects.get(pk=user.pk)
    service.update(user, changes={"role": Role.ADMIN, "is_active": False})
    user.revoke_tokens()

    request = RequestFactory().patch("/api/users/me")
    accounts.update_self(request, read_before, changes={"name": "Renamed"})

    stored = User.objects.get(pk=user.pk)
    assert stored.name == "Renamed"
    assert (stored.role, stored.is_active) == (Role.ADMIN, False)
    assert stored.token_version == user.token_version


@pytest.mark.django_db
def test_renewed_hash_keeps_a_new_password() -> None:
    user = make_user()
    outdated = make_password(PASSWORD, salt="short")
    User._base_manager.filter(pk=user.pk).update(password=outdated)
    read_before = User.objects.get(pk=user.pk)
    user.set_password(NEW)
    user.save(update_fields=["password"])

    assert read_before.check_password(PASSWORD)

    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.django_db
def test_demoted_administrator_does_not_count() -> None:
    make_admin()
    one, other = make_admin(), make_admin()
    read_before = User.objects.get(pk=other.pk)
    service.update(other, changes={"role": Role.USER})

    service.update(read_before, changes={"name": "Renamed"})

    assert not User.objects.get(pk=other.pk).is_admin
    assert User.objects.active_admins().contains(one)

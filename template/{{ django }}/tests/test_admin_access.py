"""Access to the admin site: rate limits and unverified administrators."""

from threading import BoundedSemaphore

import pytest
from django.test import Client, override_settings

from app import settings as own
from app.config import Settings
from app.limits import Limiter
from app.users import hashing, verification
from app.users.models import User
from tests.factories import PASSWORD, make_admin

pytestmark = pytest.mark.django_db

LOG_IN = "/admin/login/"
CHANGE_PASSWORD = "/admin/password_change/"


@pytest.fixture
def admin() -> User:
    return make_admin()


def credentials(user: User, password: str = PASSWORD) -> dict[str, str]:
    return {"username": user.email, "password": password}


def test_failed_log_ins_are_limited(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = Limiter(Settings(log_in_attempts=2))
    monkeypatch.setattr("app.limiter.get_limiter", lambda: limiter)

    for _ in range(2):
        assert client.post(LOG_IN, credentials(admin, "x")).status_code == 200
    response = client.post(LOG_IN, credentials(admin))

    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 300
    assert "Too many attempts." in response.text
    assert "_auth_user_id" not in client.session


def test_log_in_is_refused_while_too_many_passwords_wait(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = BoundedSemaphore(1)
    places.acquire()
    monkeypatch.setattr(hashing, "places", places)

    with override_settings(PASSWORD_HASHERS=own.PASSWORD_HASHERS):
        response = client.post(LOG_IN, {"username": "a@example.com", "password": "x"})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Try again in a few seconds." in response.text
    assert client.get("/health/live").status_code == 200


def test_unverified_administrator_can_not_write(
    client: Client, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(require_verified_email=True)
    monkeypatch.setattr(verification, "get_settings", lambda: settings)
    client.post(LOG_IN, credentials(admin))

    response = client.post(f"/admin/users/user/{admin.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert "Verify your e-mail address to do this." in response.text
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session

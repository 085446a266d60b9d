"""Rate limits of log-ins, registrations and mails."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from app.limiter import get_limiter
from app.users.models import User
from tests.factories import PASSWORD
from tests.pages.browser import redirect_url

pytestmark = pytest.mark.django_db

LOG_IN = reverse("users:log-in")
NEW_PASSWORD = {"new_password1": "Other-pass-2", "new_password2": "Other-pass-2"}


@pytest.fixture
def limited_to(settings_with: Callable[..., Any]) -> Callable[..., None]:
    """A function that sets limits and resets the counts."""

    def limit(**values: str) -> None:
        settings_with(**values)
        get_limiter.cache_clear()

    return limit


def check_limit(response: Any) -> None:
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 300
    assert "Too many attempts." in response.text


@pytest.mark.parametrize("path", [LOG_IN, "/admin/login/"])
def test_failed_log_ins_are_limited_on_every_page(
    client: Client, user: User, limited_to: Callable[..., None], path: str
) -> None:
    limited_to(log_in_attempts="2")
    guess = {"username": user.email.upper(), "password": "x"}

    assert client.post(LOG_IN, guess).status_code == 200
    assert client.post("/admin/login/", guess).status_code == 200

    check_limit(client.post(path, {"username": user.email, "password": PASSWORD}))


def test_successful_log_in_resets_the_count(
    client: Client, user: User, limited_to: Callable[..., None]
) -> None:
    limited_to(log_in_attempts="2")

    for _ in range(2):
        client.post(LOG_IN, {"username": user.email, "password": "x"})
        right = {"username": user.email, "password": PASSWORD}
        assert redirect_url(client.post(LOG_IN, right)) == reverse("home")


def test_wrong_old_password_counts_as_a_failed_log_in(
    user: User, user_client: Client, limited_to: Callable[..., None]
) -> None:
    limited_to(log_in_attempts="1")
    path = reverse("users:password-change")

    assert user_client.post(path, {"old_password": "x"}).status_code == 200

    check_limit(user_client.post(path, {"old_password": PASSWORD, **NEW_PASSWORD}))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_registrations_are_limited(
    client: Client, limited_to: Callable[..., None]
) -> None:
    limited_to(registrations_per_address="1")
    form = {"name": "Ada", "password": PASSWORD}

    client.post(reverse("users:sign-up"), form)  # invalid
    client.post(reverse("users:sign-up"), {**form, "email": "ada@example.com"})

    client.logout()
    check_limit(
        client.post(reverse("users:sign-up"), {**form, "email": "eve@example.com"})
    )
    assert User.objects.count() == 1


def test_mails_are_limited(
    client: Client, user: User, user_client: Client, limited_to: Callable[..., None]
) -> None:
    limited_to(mails_per_address="2")
    reset, resend = (
        reverse("users:password-reset"),
        reverse("users:verify-email-resend"),
    )

    assert client.post(reset, {"email": "nobody@example.com"}).status_code == 302
    assert user_client.post(resend).status_code == 302

    check_limit(client.post(reset, {"email": user.email}))
    check_limit(user_client.post(resend))

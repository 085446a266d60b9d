"""The home page."""

import pytest
from django.test import Client
from django.urls import reverse

from app.users.models import User

pytestmark = pytest.mark.django_db


def test_home_links_to_log_in_and_sign_up(client: Client) -> None:
    page = client.get(reverse("home")).text

    assert reverse("users:log-in") in page
    assert reverse("users:sign-up") in page


def test_home_greets_the_user(user: User, user_client: Client) -> None:
    page = user_client.get(reverse("home")).text

    assert f"Hello, {user.name}" in page
    assert user.email in page

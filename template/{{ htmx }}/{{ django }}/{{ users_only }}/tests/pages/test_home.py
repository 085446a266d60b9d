"""The page that the service begins with."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_home_leads_strangers_in(client: Client) -> None:
    page = client.get(reverse("home")).text

    assert reverse("log-in") in page
    assert reverse("sign-up") in page


def test_home_greets_users(user_client: Client) -> None:
    page = user_client.get(reverse("home")).text

    assert "Hello, Ada" in page
    assert "ada@example.com" in page

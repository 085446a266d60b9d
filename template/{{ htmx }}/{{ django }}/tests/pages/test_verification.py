"""Verification of e-mail addresses."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from app.users import links
from app.users.models import User
from tests.factories import PASSWORD
from tests.pages.browser import flash_messages, redirect_url

pytestmark = pytest.mark.django_db

PAGE = reverse("users:verify-email")
RESEND = reverse("users:verify-email-resend")
INVALID = "This link has expired, or your e-mail address has changed."


def link_of(mail: EmailMessage) -> str:
    (link,) = re.findall(r"https?://\S+", str(mail.body))
    return str(link)


def press_button(client: Client, link: str) -> Any:
    """Open a link, and submit the form of its page."""
    _, _, path, query, _ = urlsplit(link)
    token = query.removeprefix("token=")
    assert f'name="token" value="{token}"' in client.get(f"{path}?{query}").text
    return client.post(path, {"token": token})


def test_address_is_verified_by_the_link_of_the_welcome_mail(
    client: Client, inbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    form = {"email": "ada@example.com", "name": "Ada", "password": PASSWORD}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("users:sign-up"), form)
    link = link_of(inbox[0])
    assert link.startswith(f"http://testserver{PAGE}?token=")

    Client().get(link)  # as mail scanners do
    assert not User.objects.get().email_verified
    response = press_button(Client(), link)

    assert redirect_url(response) == reverse("home")
    assert flash_messages(response) == ["E-mail address verified."]
    assert User.objects.get().email_verified


def test_link_is_sent_again(
    user: User,
    user_client: Client,
    inbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert RESEND in user_client.get(PAGE).text
    assert PAGE in user_client.get(reverse("home")).text

    with django_capture_on_commit_callbacks(execute=True):
        response = user_client.post(RESEND)

    assert redirect_url(response) == PAGE
    assert flash_messages(response) == [f"We sent a new link to {user.email}."]
    assert inbox[0].to == [user.email]
    press_button(user_client, link_of(inbox[0]))
    assert RESEND not in user_client.get(PAGE).text
    assert PAGE not in user_client.get(reverse("home")).text


def test_link_is_below_the_public_url(
    user: User,
    user_client: Client,
    inbox: list[EmailMessage],
    settings_with: Callable[..., Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings_with(public_url="https://example.com/shop")

    with django_capture_on_commit_callbacks(execute=True):
        user_client.post(RESEND)

    assert link_of(inbox[0]).startswith(f"https://example.com/shop{PAGE}?token=")


def test_verified_user_gets_no_link(
    user: User,
    user_client: Client,
    inbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    User.objects.update(email_verified=True)

    with django_capture_on_commit_callbacks(execute=True):
        user_client.post(RESEND)

    assert inbox == []


def test_link_to_a_former_address_is_invalid(user: User, user_client: Client) -> None:
    token = links.verification_token(user)
    User.objects.update(email="new@example.com")

    response = user_client.post(PAGE, {"token": token})

    assert INVALID in response.text
    assert RESEND in response.text
    assert not User.objects.get().email_verified


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", signing.dumps([1, "a"])],
    ids=["empty", "nonsense", "of another kind"],
)
def test_invalid_link_is_rejected(client: Client, user: User, token: str) -> None:
    response = client.post(PAGE, {"token": token})

    assert INVALID in response.text
    assert reverse("users:log-in") in response.text
    assert not User.objects.get().email_verified


def test_unverified_user_can_only_manage_the_own_account(
    user: User, settings_with: Callable[..., Any]
) -> None:
    settings_with(require_verified_email="true")
    client = Client()
    credentials = {"username": user.email, "password": PASSWORD}

    assert redirect_url(client.post(reverse("users:log-in"), credentials)) == reverse(
        "home"
    )
    assert client.post(reverse("users:password-change"), {}).status_code == 200
    assert redirect_url(client.post(RESEND)) == PAGE
    refused = client.post("/admin/")
    assert refused.status_code == 403
    assert redirect_url(client.post(reverse("users:log-out"))) == reverse("home")

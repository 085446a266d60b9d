"""E-mail addresses: verified by a button of the page that a mail links to."""

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
from tests.pages.browser import PASSWORD, leads_to, told

pytestmark = pytest.mark.django_db

PAGE = reverse("verify-email")
RESEND = reverse("verify-email-resend")
VOID = "This link has expired, or your address has changed."


def link_of(mail: EmailMessage) -> str:
    (link,) = re.findall(r"https?://\S+", str(mail.body))
    return str(link)


def press_button(client: Client, link: str) -> Any:
    """Open a link, and press what the page shows."""
    _, _, path, query, _ = urlsplit(link)
    token = query.removeprefix("token=")
    assert f'name="token" value="{token}"' in client.get(f"{path}?{query}").text
    return client.post(path, {"token": token})


def test_address_is_verified_by_the_link_of_the_welcome_mail(
    client: Client, inbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    form = {"email": "ada@example.com", "name": "Ada", "password": PASSWORD}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("sign-up"), form)
    link = link_of(inbox[0])
    assert link.startswith(f"http://testserver{PAGE}?token=")

    Client().get(link)  # so do mail scanners
    assert not User.objects.get().email_verified
    response = press_button(Client(), link)

    assert leads_to(response) == reverse("home")
    assert told(response) == ["Your e-mail address is verified."]
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

    assert leads_to(response) == PAGE
    assert told(response) == [f"A mail to {user.email} is on its way."]
    assert inbox[0].to == [user.email]
    press_button(user_client, link_of(inbox[0]))
    assert RESEND not in user_client.get(PAGE).text
    assert PAGE not in user_client.get(reverse("home")).text


def test_link_is_below_the_public_address(
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


def test_verified_user_is_sent_no_link(
    user: User,
    user_client: Client,
    inbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    User.objects.update(email_verified=True)

    with django_capture_on_commit_callbacks(execute=True):
        user_client.post(RESEND)

    assert inbox == []


def test_link_of_another_address_is_void(user: User, user_client: Client) -> None:
    token = links.verification_token(user)
    User.objects.update(email="new@example.com")

    response = user_client.post(PAGE, {"token": token})

    assert VOID in response.text
    assert RESEND in response.text
    assert not User.objects.get().email_verified


@pytest.mark.parametrize("token", ["", "nonsense", signing.dumps([1, "a"])])
def test_link_that_is_none_of_ours_is_void(
    client: Client, user: User, token: str
) -> None:
    response = client.post(PAGE, {"token": token})

    assert VOID in response.text
    assert reverse("log-in") in response.text
    assert not User.objects.get().email_verified


def test_unverified_user_manages_the_own_account_only(
    user: User, settings_with: Callable[..., Any]
) -> None:
    settings_with(require_verified_email="true")
    client = Client()
    credentials = {"username": user.email, "password": PASSWORD}

    assert leads_to(client.post(reverse("log-in"), credentials)) == reverse("home")
    assert client.post(reverse("password-change"), {}).status_code == 200
    assert leads_to(client.post(RESEND)) == PAGE
    refused = client.post("/admin/")
    assert refused.status_code == 403
    assert leads_to(client.post(reverse("log-out"))) == reverse("home")

"""Links to pages in mails that the API sends."""

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from app.users.models import User
from tests.factories import PASSWORD
from tests.pages.browser import redirect_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(client: Client, inbox: object, django_capture_on_commit_callbacks: Any) -> Any:
    """A function that sends JSON to the API, and then the mails."""

    def send(path: str, **body: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, body, content_type="application/json")

    return send


def link_of(mail: EmailMessage) -> str:
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.body))
    return str(link)


def test_password_is_reset_on_a_page(
    client: Client, user: User, inbox: list[EmailMessage], post: Any
) -> None:
    post("/api/auth/password-reset", email=user.email)

    form = client.get(link_of(inbox[0]), follow=True)
    path = form.redirect_chain[-1][0]
    new = {"new_password1": "Other-pass-2", "new_password2": "Other-pass-2"}
    assert redirect_url(client.post(path, new)) == reverse("users:log-in")
    user.refresh_from_db()
    assert user.check_password("Other-pass-2")
    assert user.email_verified


def test_address_is_verified_on_a_page(
    client: Client, inbox: list[EmailMessage], post: Any
) -> None:
    post("/api/users", email="ada@example.com", name="Ada", password=PASSWORD)

    page = client.get(link_of(inbox[0])).text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    client.post(reverse("users:verify-email"), {"token": token})

    assert User.objects.get().email_verified

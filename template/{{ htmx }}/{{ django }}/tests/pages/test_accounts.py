"""Sign-up, log-in, log-out and passwords."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from app.users.models import User
from tests.factories import PASSWORD
from tests.pages.browser import HTMX, flash_messages, redirect_url

pytestmark = pytest.mark.django_db

NEW_USER = {"email": "Grace@Example.com", "name": "Grace", "password": PASSWORD}
WRONG = "Wrong e-mail address or password."


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("users:password-change")).status_code == 200


def log_in(client: Client, email: str, password: str = PASSWORD, **query: str) -> Any:
    credentials = {"username": email, "password": password}
    return client.post(reverse("users:log-in", query=query), credentials)


def test_sign_up_stores_the_user_and_logs_in(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(reverse("users:sign-up"), NEW_USER)

    assert redirect_url(response) == reverse("home")
    assert flash_messages(response) == ["Welcome, Grace!"]
    assert User.objects.get().email == "grace@example.com"
    assert len(callbacks) == 1
    assert is_logged_in(client)


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("email", "nobody", "valid email"),
        ("name", "A", "at least 2"),
        ("name", "A" * 101, "at most 100"),
        ("password", "Short-1", "8 to 128"),
        ("password", "lower-case-1", "upper-case"),
        ("password", "No-digit-at-all", "digit"),
        ("password", "", "required"),
    ],
)
def test_sign_up_shows_form_errors(
    client: Client, field: str, value: str, rule: str
) -> None:
    response = client.post(reverse("users:sign-up"), {**NEW_USER, field: value})

    (error,) = response.context["form"].errors[field]
    assert rule in error
    assert f'id="id_{field}_error"' in response.text
    assert not User.objects.exists()


def test_sign_up_with_a_taken_address_is_refused(client: Client, user: User) -> None:
    taken = {**NEW_USER, "email": user.email.upper()}

    response = client.post(reverse("users:sign-up"), taken)

    assert "This e-mail address is already in use." in response.text
    assert PASSWORD not in response.text
    assert User.objects.count() == 1


def test_sign_up_is_closed_by_the_settings(
    client: Client, settings_with: Callable[..., Any]
) -> None:
    settings_with(registration_open="false")

    for response in (
        client.get(reverse("users:sign-up")),
        client.post(reverse("users:sign-up"), NEW_USER),
    ):
        assert response.status_code == 403
        assert "Registration is closed." in response.text
        assert reverse("users:sign-up") not in response.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("name", "A", "at least 2"),
        ("password", "short", "8 to 128"),
        ("name", "Al", ""),
    ],
)
def test_field_is_checked_when_it_loses_focus(
    client: Client, field: str, value: str, rule: str
) -> None:
    path = reverse("users:sign-up", query={"field": field})

    response = client.post(path, {field: value}, headers=HTMX)

    assert "<html" not in response.text
    assert rule in response.text
    assert bool(rule) == ("errorlist" in response.text)


def test_check_of_an_unknown_field_is_not_found(client: Client) -> None:
    path = reverse("users:sign-up", query={"field": "role"})

    assert client.post(path, {"role": "admin"}, headers=HTMX).status_code == 404


def test_log_in_ignores_the_case_of_the_address(client: Client, user: User) -> None:
    response = log_in(client, user.email.upper())

    assert redirect_url(response) == reverse("home")
    assert is_logged_in(client)


def test_log_in_redirects_to_the_requested_page(client: Client, user: User) -> None:
    path = reverse("users:password-change")
    page = client.get(redirect_url(client.get(path)))

    assert f'name="next" value="{path}"' in page.text
    assert redirect_url(log_in(client, user.email, next=path)) == path


@pytest.mark.parametrize("name", ["users:log-in", "users:sign-up"])
def test_logged_in_user_is_redirected(user_client: Client, name: str) -> None:
    for response in (
        user_client.get(reverse(name)),
        user_client.post(reverse(name), NEW_USER),
    ):
        assert redirect_url(response) == reverse("home")
    assert User.objects.count() == 1


def test_check_of_a_field_leaves_the_sign_up_page_after_a_log_in(
    user_client: Client,
) -> None:
    path = reverse("users:sign-up", query={"field": "name"})

    response = user_client.post(path, {"name": "A"}, headers=HTMX)

    assert response.headers["HX-Redirect"] == reverse("home")


def test_log_out_requires_post_and_shows_a_message(user_client: Client) -> None:
    assert user_client.get(reverse("users:log-out")).status_code == 405

    response = user_client.post(reverse("users:log-out"))

    assert redirect_url(response) == reverse("home")
    assert flash_messages(response) == ["You are logged out."]
    assert not is_logged_in(user_client)


def test_password_is_changed_and_other_browsers_are_logged_out(
    user: User, user_client: Client
) -> None:
    other = Client()
    other.force_login(user)
    data = {"old_password": PASSWORD, "new_password1": "Other-pass-2"}

    response = user_client.post(
        reverse("users:password-change"), {**data, "new_password2": "Other-pass-2"}
    )

    assert redirect_url(response) == reverse("home")
    assert flash_messages(response)[0].startswith("Password changed.")
    assert is_logged_in(user_client)
    assert not is_logged_in(other)
    user.refresh_from_db()
    assert user.check_password("Other-pass-2")


def test_password_change_keeps_changes_of_others(
    user: User, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_password = User.set_password

    def set_password(form_user: User, password: str | None) -> None:
        hash_password(form_user, password)
        User.objects.filter(pk=user.pk).update(is_active=False)

    monkeypatch.setattr(User, "set_password", set_password)
    data = {"old_password": PASSWORD, "new_password1": "Other-pass-2"}

    user_client.post(
        reverse("users:password-change"), {**data, "new_password2": "Other-pass-2"}
    )

    user.refresh_from_db()
    assert user.check_password("Other-pass-2")
    assert not user.is_active


def test_password_is_not_changed_without_the_old_one(
    user: User, user_client: Client
) -> None:
    response = user_client.post(
        reverse("users:password-change"),
        {"old_password": "x", "new_password1": "short", "new_password2": "short"},
    )

    errors = response.context["form"].errors
    assert set(errors) == {"old_password", "new_password2"}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.fixture
def request_reset(
    client: Client,
    inbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> Callable[..., Any]:
    """A function that requests a reset mail."""

    def request(email: str, **options: Any) -> Any:
        path = reverse("users:password-reset")
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(path, {"email": email}, **options)
            assert inbox == []  # the response does not wait for the mail
        return response

    return request


def test_password_is_reset_by_mail(
    client: Client, user: User, inbox: list[EmailMessage], request_reset: Any
) -> None:
    response = request_reset(user.email.upper())

    assert redirect_url(response) == reverse("users:log-in")
    (mail,) = inbox
    assert mail.to == [user.email]
    assert user.name in str(mail.body)
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.body))
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    new = {"new_password1": "Other-pass-2", "new_password2": "Other-pass-2"}
    assert redirect_url(client.post(path, new)) == reverse("users:log-in")
    assert redirect_url(log_in(client, user.email, "Other-pass-2")) == reverse("home")

    used = Client().get(link, follow=True)
    assert "This link has expired or has already been used." in used.text


@pytest.mark.parametrize(
    "query", [{}, {"user": "MQ"}, {"token": "abc-def"}, {"user": "a/b", "token": "x"}]
)
def test_invalid_link_is_rejected(
    client: Client, user: User, query: dict[str, str]
) -> None:
    response = client.get(
        reverse("users:password-reset-link", query=query), follow=True
    )

    assert "This link has expired or has already been used." in response.text


def test_token_of_a_link_is_never_in_the_path(
    client: Client, user: User, inbox: list[EmailMessage], request_reset: Any
) -> None:
    request_reset(user.email)
    (link,) = re.findall(r"http://testserver(/\S+)", str(inbox[0].body))
    path, _, query = link.partition("?")
    token = QueryDict(query)["token"]

    response = client.get(link, follow=True)

    paths = [path, *(seen for seen, _ in response.redirect_chain)]
    assert token
    assert not any(token in seen for seen in paths)


def test_reset_does_not_reveal_who_has_an_account(
    user: User, other_user: User, inbox: list[EmailMessage], request_reset: Any
) -> None:
    User.objects.filter(pk=other_user.pk).update(is_active=False)

    responses = set()
    for email in ("nobody@example.com", other_user.email, user.email):
        response = request_reset(email)
        message = flash_messages(response)[-1]
        responses.add((response.status_code, redirect_url(response), message))

    assert len(responses) == 1
    assert [mail.to for mail in inbox] == [[user.email]]


def test_log_in_does_not_reveal_who_has_an_account(
    client: Client, user: User, other_user: User
) -> None:
    User.objects.filter(pk=other_user.pk).update(is_active=False)

    for email in ("nobody@example.com", other_user.email, user.email):
        password = PASSWORD if email == other_user.email else "Wrong-pass-1"
        response = log_in(client, email, password)
        assert response.context["form"].errors == {"__all__": [WRONG]}


def test_check_of_a_field_does_not_reveal_that_an_address_is_taken(
    client: Client, user: User
) -> None:
    path = reverse("users:sign-up", query={"field": "email"})

    response = client.post(path, {"email": user.email}, headers=HTMX)

    assert "errorlist" not in response.text


def test_reset_mail_links_only_to_the_service(
    user: User, inbox: list[EmailMessage], request_reset: Any
) -> None:
    refused = request_reset(user.email, headers={"Host": "evil.example"})
    request_reset(user.email, headers={"X-Forwarded-Host": "evil.example"})

    assert refused.status_code == 400
    (mail,) = inbox
    assert "http://testserver/" in str(mail.body)
    assert "evil.example" not in str(mail.body)

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
from tests.pages.browser import HTMX, PASSWORD, leads_to, told

pytestmark = pytest.mark.django_db

NEW_USER = {"email": "Grace@Example.com", "name": "Grace", "password": PASSWORD}
WRONG = "The e-mail address or the password is wrong."


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("password-change")).status_code == 200


def log_in(client: Client, email: str, password: str = PASSWORD, **query: str) -> Any:
    credentials = {"username": email, "password": password}
    return client.post(reverse("log-in", query=query), credentials)


def test_sign_up_stores_the_user_and_logs_in(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        response = client.post(reverse("sign-up"), NEW_USER)

    assert leads_to(response) == reverse("home")
    assert told(response) == ["Welcome, Grace!"]
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
def test_sign_up_tells_what_is_wrong(
    client: Client, field: str, value: str, rule: str
) -> None:
    response = client.post(reverse("sign-up"), {**NEW_USER, field: value})

    (error,) = response.context["form"].errors[field]
    assert rule in error
    assert f'id="id_{field}_error"' in response.text
    assert not User.objects.exists()


def test_sign_up_with_a_taken_address_is_refused(client: Client, user: User) -> None:
    taken = {**NEW_USER, "email": user.email.upper()}

    response = client.post(reverse("sign-up"), taken)

    assert "A user with this e-mail address exists." in response.text
    assert PASSWORD not in response.text
    assert User.objects.count() == 1


def test_sign_up_is_closed_by_the_settings(
    client: Client, settings_with: Callable[..., Any]
) -> None:
    settings_with(registration_open="false")

    for response in (
        client.get(reverse("sign-up")),
        client.post(reverse("sign-up"), NEW_USER),
    ):
        assert response.status_code == 403
        assert "Registration is closed." in response.text
        assert reverse("sign-up") not in response.text
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("name", "A", "at least 2"),
        ("password", "short", "8 to 128"),
        ("name", "Al", ""),
    ],
)
def test_field_is_checked_as_one_leaves_it(
    client: Client, field: str, value: str, rule: str
) -> None:
    path = reverse("sign-up", query={"field": field})

    response = client.post(path, {field: value}, headers=HTMX)

    assert "<html" not in response.text
    assert rule in response.text
    assert bool(rule) == ("errorlist" in response.text)


def test_check_of_an_unknown_field_finds_nothing(client: Client) -> None:
    path = reverse("sign-up", query={"field": "role"})

    assert client.post(path, {"role": "admin"}, headers=HTMX).status_code == 404


def test_log_in_ignores_the_case_of_the_address(client: Client, user: User) -> None:
    response = log_in(client, user.email.upper())

    assert leads_to(response) == reverse("home")
    assert is_logged_in(client)


def test_log_in_leads_to_where_one_was_going(client: Client, user: User) -> None:
    path = reverse("password-change")
    page = client.get(leads_to(client.get(path)))

    assert f'name="next" value="{path}"' in page.text
    assert leads_to(log_in(client, user.email, next=path)) == path


def test_log_out_takes_a_post_and_tells(user_client: Client) -> None:
    assert user_client.get(reverse("log-out")).status_code == 405

    response = user_client.post(reverse("log-out"))

    assert leads_to(response) == reverse("home")
    assert told(response) == ["You are logged out."]
    assert not is_logged_in(user_client)


def test_password_is_changed_and_other_browsers_are_logged_out(
    user: User, user_client: Client
) -> None:
    other = Client()
    other.force_login(user)
    data = {"old_password": PASSWORD, "new_password1": "Other-pass-2"}

    response = user_client.post(
        reverse("password-change"), {**data, "new_password2": "Other-pass-2"}
    )

    assert leads_to(response) == reverse("home")
    assert told(response)[0].startswith("Your password is changed")
    assert is_logged_in(user_client)
    assert not is_logged_in(other)
    user.refresh_from_db()
    assert user.check_password("Other-pass-2")


def test_change_of_the_password_takes_back_nothing(
    user: User, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_password = User.set_password

    def set_password(form_user: User, password: str | None) -> None:
        hash_password(form_user, password)
        User.objects.filter(pk=user.pk).update(is_active=False)

    monkeypatch.setattr(User, "set_password", set_password)
    data = {"old_password": PASSWORD, "new_password1": "Other-pass-2"}

    user_client.post(
        reverse("password-change"), {**data, "new_password2": "Other-pass-2"}
    )

    user.refresh_from_db()
    assert user.check_password("Other-pass-2")
    assert not user.is_active


def test_password_is_not_changed_without_the_old_one(
    user: User, user_client: Client
) -> None:
    response = user_client.post(
        reverse("password-change"),
        {"old_password": "x", "new_password1": "short", "new_password2": "short"},
    )

    errors = response.context["form"].errors
    assert set(errors) == {"old_password", "new_password2"}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.fixture
def ask_for_reset(
    client: Client,
    inbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> Callable[..., Any]:
    """Ask for a new password by mail; `headers` may be given."""

    def ask(email: str, **options: Any) -> Any:
        path = reverse("password-reset")
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(path, {"email": email}, **options)
            assert inbox == []  # the answer waits for no mail
        return response

    return ask


def test_password_is_reset_by_mail(
    client: Client, user: User, inbox: list[EmailMessage], ask_for_reset: Any
) -> None:
    response = ask_for_reset(user.email.upper())

    assert leads_to(response) == reverse("log-in")
    (mail,) = inbox
    assert mail.to == [user.email]
    assert "Ada" in str(mail.body)
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.body))
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    new = {"new_password1": "Other-pass-2", "new_password2": "Other-pass-2"}
    assert leads_to(client.post(path, new)) == reverse("log-in")
    assert leads_to(log_in(client, user.email, "Other-pass-2")) == reverse("home")

    used = Client().get(link, follow=True)
    assert "This link has been used, or is too old." in used.text


@pytest.mark.parametrize(
    "query", [{}, {"user": "MQ"}, {"token": "abc-def"}, {"user": "a/b", "token": "x"}]
)
def test_link_that_is_none_of_ours_is_refused(
    client: Client, user: User, query: dict[str, str]
) -> None:
    response = client.get(reverse("password-reset-link", query=query), follow=True)

    assert "This link has been used, or is too old." in response.text


def test_token_of_a_link_is_in_no_path(
    client: Client, user: User, inbox: list[EmailMessage], ask_for_reset: Any
) -> None:
    ask_for_reset(user.email)
    (link,) = re.findall(r"http://testserver(/\S+)", str(inbox[0].body))
    path, _, query = link.partition("?")
    token = QueryDict(query)["token"]

    response = client.get(link, follow=True)

    paths = [path, *(seen for seen, _ in response.redirect_chain)]
    assert token
    assert not any(token in seen for seen in paths)


def test_reset_does_not_tell_who_has_an_account(
    user: User,
    make_user: Callable[..., User],
    inbox: list[EmailMessage],
    ask_for_reset: Any,
) -> None:
    inactive = make_user("Gone")
    User.objects.filter(pk=inactive.pk).update(is_active=False)

    answers = set()
    for email in ("nobody@example.com", inactive.email, user.email):
        response = ask_for_reset(email)
        answers.add((response.status_code, leads_to(response), told(response)[-1]))

    assert len(answers) == 1
    assert [mail.to for mail in inbox] == [[user.email]]


def test_log_in_does_not_tell_who_has_an_account(
    client: Client, user: User, make_user: Callable[..., User]
) -> None:
    inactive = make_user("Gone")
    User.objects.filter(pk=inactive.pk).update(is_active=False)

    for email in ("nobody@example.com", inactive.email, user.email):
        password = PASSWORD if email == inactive.email else "Wrong-pass-1"
        response = log_in(client, email, password)
        assert response.context["form"].errors == {"__all__": [WRONG]}


def test_check_of_an_address_does_not_tell_that_it_is_taken(
    client: Client, user: User
) -> None:
    path = reverse("sign-up", query={"field": "email"})

    response = client.post(path, {"email": user.email}, headers=HTMX)

    assert "errorlist" not in response.text


def test_reset_mail_links_to_no_host_but_the_service(
    user: User, inbox: list[EmailMessage], ask_for_reset: Any
) -> None:
    refused = ask_for_reset(user.email, headers={"Host": "evil.example"})
    ask_for_reset(user.email, headers={"X-Forwarded-Host": "evil.example"})

    assert refused.status_code == 400
    (mail,) = inbox
    assert "http://testserver/" in str(mail.body)
    assert "evil.example" not in str(mail.body)

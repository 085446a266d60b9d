"""Safety of the pages: access, headers, cookies and error pages."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, converters, reverse

from app import pages
from app.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
)
from app.users.models import User
from tests.factories import PASSWORD
from tests.pages.browser import HTMX, redirect_url
from tests.pages.public import PUBLIC

pytestmark = pytest.mark.django_db

EXAMPLES: dict[type[object], object] = {
    converters.IntConverter: 1,
    converters.PathConverter: "a/b",
    converters.SlugConverter: "a-b",
    converters.StringConverter: "a-b",
    converters.UUIDConverter: UUID(int=1),
}


def paths(patterns: Any, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Find the name and an example path of every page."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = pattern.namespace
            yield from paths(
                pattern.url_patterns, f"{namespace}{name}:" if name else namespace
            )
            continue
        assert pattern.name, f"{pattern.pattern} has no name: add one to its path()."
        arguments = {
            name: EXAMPLES[type(converter)]
            for name, converter in pattern.pattern.converters.items()
        }
        name = f"{namespace}{pattern.name}"
        yield name, reverse(name, kwargs=arguments)


PATHS = dict(paths(pages.urlpatterns))
INLINE = re.compile(
    r"<style|\sstyle=|<script(?! src=)|\son\w+=|javascript:", re.IGNORECASE
)


def test_public_pages_exist() -> None:
    unknown = PUBLIC - set(PATHS)

    assert unknown == set(), "Remove these from tests/pages/public.py."


@pytest.mark.parametrize("name", sorted(PATHS))
def test_page_is_listed_as_public_or_requires_log_in(client: Client, name: str) -> None:
    log_in = reverse("users:log-in", query={"next": PATHS[name]})

    page, part = client.get(PATHS[name]), client.get(PATHS[name], headers=HTMX)

    location = page.headers.get("Location", "")
    if name in PUBLIC:
        assert not location.startswith(reverse("users:log-in")), (
            f"{name} requires a log-in: add @login_not_required to the view, "
            "or remove the page from tests/pages/public.py."
        )
    else:
        assert location == log_in.replace("%2F", "/"), (
            f"{name} requires no log-in: add the page to tests/pages/public.py, "
            "or remove @login_not_required from the view."
        )
        assert part.headers["HX-Redirect"] == redirect_url(page)
        assert part.text == ""


@pytest.mark.parametrize("path", [*PATHS.values(), "/nowhere", "/admin/login/"])
def test_page_keeps_to_its_content_security_policy(
    client: Client, user_client: Client, path: str
) -> None:
    for response in (client.get(path), user_client.get(path)):
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert INLINE.findall(response.text) == []


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"],
)
def test_log_in_redirects_to_no_other_site(
    client: Client, user: User, target: str
) -> None:
    path = reverse("users:log-in", query={"next": target})
    credentials = {"username": user.email, "password": PASSWORD}

    page = client.get(path)
    response = client.post(path, {**credentials, "next": target})

    assert "evil" not in page.text
    assert redirect_url(response) == reverse("home")


def test_log_out_redirects_to_no_other_site(user_client: Client) -> None:
    path = reverse("users:log-out", query={"next": "https://evil.example/"})

    assert redirect_url(user_client.post(path)) == reverse("home")


def test_form_without_csrf_token_is_rejected(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    path = reverse("users:log-in")
    credentials = {"username": user.email, "password": PASSWORD}

    refused = client.post(path, credentials)
    assert refused.status_code == 403
    assert "This form has expired" in refused.text

    (token,) = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)
    accepted = client.post(path, {**credentials, "csrfmiddlewaretoken": token})
    assert accepted.status_code == 302


def test_check_of_a_field_sends_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("users:sign-up")).text
    (headers, *_) = re.findall(r"hx-headers='(.+?)'", page)
    path = reverse("users:sign-up", query={"field": "name"})

    without = client.post(path, {"name": "A"}, headers=HTMX)
    response = client.post(path, {"name": "A"}, headers={**HTMX, **json.loads(headers)})

    assert without.status_code == 403
    assert response.status_code == 200


def test_cookies_are_safe_in_production(
    client: Client, user: User, settings_with: Callable[..., Any]
) -> None:
    production = settings_with(
        environment="production", secret_key="k" * 50, allowed_hosts="testserver"
    )
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    credentials = {"username": user.email, "password": PASSWORD}

    with override_settings(**{name: getattr(production, name) for name in names}):
        client.get(reverse("users:log-in"), secure=True)
        response = client.post(reverse("users:log-in"), credentials, secure=True)

    session, csrf = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["secure"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert csrf["secure"]
    assert csrf["samesite"] == "Lax"
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


def test_log_in_starts_a_new_session(client: Client, user: User) -> None:
    session = client.session  # which an attacker may know
    session["seen"] = True
    session.save()
    known = str(session.session_key)

    client.post(reverse("users:log-in"), {"username": user.email, "password": PASSWORD})

    assert client.cookies["sessionid"].value != known
    assert not client.session.exists(known)


def test_text_of_users_is_escaped(user: User, user_client: Client) -> None:
    User.objects.filter(pk=user.pk).update(name="<b>Ada</b>")

    page = user_client.get(reverse("home")).text

    assert "&lt;b&gt;Ada" in page
    assert "<b>Ada" not in page


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (NotFoundError, 404, "Page not found"),
        (ForbiddenError, 403, "You don't have permission to do this."),
        (ConflictError, 409, "This conflicts with existing data."),
        (TooManyRequestsError(60), 429, "Too many attempts."),
        (IntegrityError, 409, "This conflicts with existing data."),
    ],
)
def test_error_has_a_page(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | type[Exception],
    status: int,
    text: str,
) -> None:
    monkeypatch.setattr("app.users.views.get_settings", Mock(side_effect=error))

    response = client.get(reverse("users:sign-up"))

    assert response.status_code == status
    assert text in unescape(response.text)
    assert ("Retry-After" in response.headers) is (status == 429)


def test_probe_reads_no_session(client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32

    with CaptureQueriesContext(connection) as queries:
        response = client.get("/health/live")

    assert response.status_code == 200
    assert len(queries) == 0


def test_outage_has_a_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    outage = Mock(side_effect=UnavailableError)
    monkeypatch.setattr("app.users.views.get_settings", outage)
    client.raise_request_exception = False

    response = client.get(reverse("users:sign-up"))

    assert response.status_code == 503
    assert "Try again in a few seconds." in response.text
    assert response.headers["Retry-After"] == "5"


@pytest.fixture
def no_static_files(tmp_path: Path) -> Iterator[None]:
    """Make every page fail that links to a static file."""
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        yield


@pytest.mark.usefixtures("no_static_files")
def test_failure_does_not_reveal_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail = Mock(side_effect=RuntimeError("the cause"))
    monkeypatch.setattr("app.users.views.get_settings", fail)
    client.raise_request_exception = False

    response = client.get(reverse("users:sign-up"))

    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "the cause" not in response.text
    assert INLINE.findall(response.text) == []

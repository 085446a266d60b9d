"""Hosts, headers, HTTPS and log lines of every request."""

from unittest.mock import Mock

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from structlog.contextvars import bind_contextvars, get_contextvars
from structlog.testing import capture_logs

from app import config
from app.errors import UnavailableError
from app.middleware import request_context

PAGE = "/admin/login/"


@pytest.fixture
def one_host(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [".example.com"]


@pytest.mark.usefixtures("one_host")
@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        (PAGE, "api.example.com", 200),
        (PAGE, "example.org", 400),
        ("/health/live", "10.0.0.7:8000", 200),
    ],
)
def test_unknown_host_is_rejected_except_for_probes(
    client: Client, path: str, host: str, status: int
) -> None:
    assert client.get(path, headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("path", "status"), [(PAGE, 301), ("/health/live", 200), ("/health/no", 404)]
)
def test_http_is_redirected_to_https_except_for_probes(
    client: Client, settings: Settings, path: str, status: int
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == status


def test_page_has_security_headers(client: Client) -> None:
    headers = client.get(PAGE).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    policy = set(headers["content-security-policy"].split("; "))
    assert policy >= {"default-src 'self'", "frame-ancestors 'none'"}


def test_page_has_the_request_id(client: Client) -> None:
    response = client.get(PAGE, headers={"x-request-id": "Caller_1.a-b"})

    assert response.headers["x-request-id"] == "Caller_1.a-b"


@pytest.mark.parametrize(
    ("proxies", "address"),
    [("", "127.0.0.1"), ("127.0.0.1,10.0.0.0/8", "198.51.100.7")],
)
@pytest.mark.usefixtures("log_level_info")
def test_log_line_has_the_client_address(
    client: Client, monkeypatch: pytest.MonkeyPatch, proxies: str, address: str
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)
    monkeypatch.setattr("app.middleware.get_settings", config.Settings)

    with capture_logs() as events:
        client.get(PAGE, headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})

    assert events[0]["client"] == address
    assert events[0]["route"] == PAGE


@pytest.mark.django_db
@pytest.mark.usefixtures("log_level_info")
def test_log_line_has_the_user_of_the_session(
    client: Client, admin_client: Client
) -> None:
    with capture_logs() as events:
        admin_client.get("/admin/")
        client.get("/admin/")

    assert events[0]["user_id"] == int(admin_client.session[SESSION_KEY])
    assert "user_id" not in events[1]


def test_log_context_ends_with_the_request() -> None:
    def bound(request: HttpRequest) -> HttpResponse:
        bind_contextvars(order_id=1)
        return HttpResponse()

    def streamed(request: HttpRequest) -> StreamingHttpResponse:
        bind_contextvars(order_id=1)
        return StreamingHttpResponse([b"some"])

    request_context(bound)(RequestFactory().get("/bound"))
    assert get_contextvars() == {}
    request_context(streamed)(RequestFactory().get("/streamed"))
    assert get_contextvars()["order_id"] == 1  # the generator of the body may log
    request_context(bound)(RequestFactory().get("/bound"))
    assert get_contextvars() == {}


def test_unreadable_session_is_read_only_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = Mock(side_effect=UnavailableError)
    monkeypatch.setattr(SessionStore, "load", load)
    client.cookies["sessionid"] = "x" * 32
    client.raise_request_exception = False

    response = client.get("/admin/")

    assert response.status_code == 503
    assert "X-Request-ID" in response.headers
    load.assert_called_once_with()

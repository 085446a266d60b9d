"""What holds for every request: hosts, headers, the way to HTTPS."""

import pytest
from django.test import Client
from pytest_django import Settings

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
def test_host_has_to_be_known_but_for_probes(
    client: Client, path: str, host: str, status: int
) -> None:
    assert client.get(path, headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("path", "status"), [(PAGE, 301), ("/health/live", 200), ("/health/no", 404)]
)
def test_https_is_asked_for_but_of_probes(
    client: Client, settings: Settings, path: str, status: int
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == status


def test_page_bears_the_headers_of_security(client: Client) -> None:
    headers = client.get(PAGE).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    policy = set(headers["content-security-policy"].split("; "))
    assert policy >= {"default-src 'self'", "frame-ancestors 'none'"}


def test_page_bears_the_id_of_the_request(client: Client) -> None:
    response = client.get(PAGE, headers={"x-request-id": "Caller_1.a-b"})

    assert response.headers["x-request-id"] == "Caller_1.a-b"

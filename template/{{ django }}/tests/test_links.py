"""URLs of the links in mails."""

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from django.urls import clear_script_prefix, set_script_prefix

from app import links
from app.config import Settings

PAGE = links.VERIFY_PAGE


@pytest.fixture(autouse=True)
def root_path() -> Iterator[None]:
    """Serve below a path prefix."""
    set_script_prefix("/shop/")
    yield
    clear_script_prefix()


def test_page_has_the_host_of_the_request() -> None:
    request = RequestFactory().get("/api/users", secure=True)

    assert links.page_url(PAGE, request) == f"https://testserver/shop{PAGE}"


def test_page_is_below_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(public_url="https://example.com/shop")
    monkeypatch.setattr(links, "get_settings", lambda: settings)
    request = RequestFactory().get("/api/users")

    assert links.page_url(PAGE, request) == f"https://example.com/shop{PAGE}"

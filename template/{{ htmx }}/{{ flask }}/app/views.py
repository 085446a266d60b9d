"""Helpers for the views of pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

# Paths that don't serve pages.
NO_PAGES = ("/api/", "/health/")

V = TypeVar("V", bound=Callable[..., Any])

public_views: set[Callable[..., Any]] = set()


def public(view: V) -> V:
    """Show the page to anonymous visitors, too. All other pages require a log-in."""
    public_views.add(view)
    return view


def is_page() -> bool:
    return not f"{request.path}/".startswith(NO_PAGES)


def by_htmx() -> bool:
    """Whether HTMX requests a part of a page."""
    return request.headers.get("HX-Request") == "true"

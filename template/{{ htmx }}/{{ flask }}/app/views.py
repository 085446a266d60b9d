"""What the pages of the features share."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

# Below these, other programs are answered, and not browsers.
NO_PAGES = ("/api/", "/health/")

V = TypeVar("V", bound=Callable[..., Any])

public_views: set[Callable[..., Any]] = set()


def public(view: V) -> V:
    """Show the page to strangers, too; every other one asks them to log in."""
    public_views.add(view)
    return view


def is_page() -> bool:
    return not f"{request.path}/".startswith(NO_PAGES)


def by_htmx() -> bool:
    """Whether a part of a page is asked for, rather than all of it."""
    return request.headers.get("HX-Request") == "true"

"""What a browser sends, and what a visitor sees of an answer."""

from typing import Any

from django.contrib.messages import get_messages

HTMX = {"HX-Request": "true"}
PASSWORD = "Secret-pass-1"


def leads_to(response: Any) -> str:
    """Where it redirects."""
    location: str = response.url
    return location


def told(response: Any) -> list[str]:
    """The messages."""
    return [str(message) for message in get_messages(response.wsgi_request)]

"""What a browser sends, and what it shows of a response."""

from typing import Any

from django.contrib.messages import get_messages

HTMX = {"HX-Request": "true"}


def redirect_url(response: Any) -> str:
    location: str = response.url
    return location


def flash_messages(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]

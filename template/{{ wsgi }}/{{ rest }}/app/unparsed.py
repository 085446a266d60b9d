"""Responses to requests that can't be parsed and never reach the application."""

import json

from app import problems


def describe(status: int) -> tuple[str, bytes]:
    """Return the media type and body of the response."""
    body = problems.problem(status, instance="/")
    return problems.MEDIA_TYPE, json.dumps(body).encode()

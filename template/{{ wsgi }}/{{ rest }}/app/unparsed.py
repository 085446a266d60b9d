"""What a request is told that can't be parsed, and so never reaches the application."""

import json

from app import problems


def describe(status: int) -> tuple[str, bytes]:
    """The media type and the body of the answer."""
    body = problems.problem(status, instance="/")
    return problems.MEDIA_TYPE, json.dumps(body).encode()

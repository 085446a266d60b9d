"""What a request is told that can't be parsed, and so never reaches the application."""

from http import HTTPStatus


def describe(status: int) -> tuple[str, bytes]:
    """The media type and the body of the answer."""
    return "text/plain", HTTPStatus(status).phrase.encode()

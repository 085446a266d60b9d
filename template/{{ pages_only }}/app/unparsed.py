"""Responses to requests that the server can't parse."""

from http import HTTPStatus


def describe(status: int) -> tuple[str, bytes]:
    """Return the media type and body of a response."""
    return "text/plain", HTTPStatus(status).phrase.encode()

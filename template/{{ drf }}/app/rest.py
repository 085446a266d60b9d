"""Errors of Django REST framework as problem details (RFC 9457)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError, DataError
from django.http.response import HttpResponseBase
from rest_framework import exceptions

from app.conflicts import translate
from app.errors import (
    AppError,
    AuthenticationError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from app.handlers import handle_app_error, problem_response
from app.parsers import MalformedJSONError
from app.problems import MALFORMED_JSON, members_of, pointer

MAX_INTEGER = 2**31 - 1  # the largest value of an integer column

EQUIVALENTS: Mapping[type[Exception], type[AppError]] = {
    exceptions.NotAuthenticated: AuthenticationError,
    exceptions.PermissionDenied: ForbiddenError,
    exceptions.NotFound: NotFoundError,
}


class InvalidParameterError(exceptions.ValidationError):
    """Invalid parameters in the `query` or the `path`."""

    def __init__(self, detail: Any, *, source: str) -> None:
        super().__init__(detail)
        self.source = source


def field_errors(
    detail: Any, location: tuple[int | str, ...]
) -> Iterator[dict[str, str]]:
    """Convert the errors of a serializer to the `errors` of a problem."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = () if name == "non_field_errors" else (name,)
            yield from field_errors(inner, (*location, *step))
    elif isinstance(detail, list):
        for inner in detail:
            yield from field_errors(inner, location)
    else:
        yield {"pointer": pointer(location), "message": str(detail)}


def handle_exception(
    error: Exception, context: Mapping[str, Any]
) -> HttpResponseBase | None:
    """Respond with a problem, or leave an unexpected error to Django."""
    request = context["request"]
    if isinstance(error, DataError):  # for example NUL in a SlugRelatedField
        error = InvalidInputError("", "Contains a value that can't be stored.")
    elif isinstance(error, DatabaseError):
        error = translate(error) or error
    if isinstance(error, AppError):
        return handle_app_error(request, error)
    if isinstance(error, exceptions.ValidationError):
        source = getattr(error, "source", "body")
        errors = list(field_errors(error.detail, (source,)))
        return problem_response(422, instance=request.path, errors=errors)
    if isinstance(error, exceptions.APIException):
        return problem_response(
            error.status_code,
            instance=request.path,
            headers=get_headers(error),
            **get_members(error),
        )
    return None


def get_headers(error: exceptions.APIException) -> dict[str, str]:
    """Get the headers that Django REST framework's own handler sets."""
    headers = {
        "WWW-Authenticate": getattr(error, "auth_header", None),
        "Retry-After": getattr(error, "wait", None),
    }
    return {name: str(value) for name, value in headers.items() if value}


def get_members(error: exceptions.APIException) -> dict[str, Any]:
    """Get the members of the problem, of which a `detail` can be a dict."""
    if isinstance(error, MalformedJSONError):
        code, detail = MALFORMED_JSON
        return {"code": code, "detail": detail}
    equivalent = EQUIVALENTS.get(type(error))
    members: dict[str, Any] = {}
    if equivalent is not None:
        members = {"code": equivalent.code, "detail": equivalent.detail}
    if error.detail != error.default_detail:
        members |= members_of(error.detail)
    return members

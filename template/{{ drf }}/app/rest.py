"""Django REST framework, held to the HTTP contract of the service."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import DatabaseError
from django.http.response import HttpResponseBase
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from app.conflicts import translate
from app.errors import AppError, AuthenticationError, ForbiddenError, NotFoundError
from app.handlers import answer_app_error, problem_response
from app.parsers import MalformedJSONError
from app.problems import MALFORMED_JSON, members_of, pointer

MAX_INTEGER = 2**31 - 1  # what an integer column holds

EQUIVALENTS: Mapping[type[Exception], type[AppError]] = {
    exceptions.NotAuthenticated: AuthenticationError,
    exceptions.PermissionDenied: ForbiddenError,
    exceptions.NotFound: NotFoundError,
}


class InvalidError(exceptions.ValidationError):
    """Faults of what is not the body: the `query` or the `path`."""

    def __init__(self, detail: Any, *, source: str) -> None:
        super().__init__(detail)
        self.source = source


class Text(serializers.CharField):
    """A string: a number is none."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class Email(Text, serializers.EmailField):
    pass


class Input(serializers.Serializer[Any]):
    """A request body: unknown fields are refused, together with every other fault."""

    def to_internal_value(self, data: Any) -> Any:
        faults: Any = {}
        values: Any = {}
        try:
            values = super().to_internal_value(data)
        except exceptions.ValidationError as error:
            faults.update(error.detail)
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            faults.update({name: ["There is no such field."] for name in unknown})
        if faults:
            raise exceptions.ValidationError(faults)
        return values


def read_query(
    serializer: type[serializers.Serializer[Any]], request: Request
) -> dict[str, Any]:
    """Check the query.

    Raises:
        InvalidError: With every fault.
    """
    query = serializer(data=request.query_params.dict())
    if not query.is_valid():
        raise InvalidError(query.errors, source="query")
    values: dict[str, Any] = query.validated_data
    return values


def read_id(name: str, value: str) -> int:
    """Check an id of the path.

    Raises:
        InvalidError: It is no number, or none that a row can have.
    """
    try:
        number: int = serializers.IntegerField(
            min_value=1, max_value=MAX_INTEGER
        ).run_validation(value)
    except exceptions.ValidationError as error:
        raise InvalidError({name: error.detail}, source="path") from None
    return number


def read_body(
    serializer: type[serializers.Serializer[Any]],
    request: Request,
    *,
    partial: bool = False,
) -> dict[str, Any]:
    """Check the body.

    Args:
        partial: Whether fields may be missing.

    Raises:
        ValidationError: With every fault.
    """
    body = serializer(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    values: dict[str, Any] = body.validated_data
    return values


def faults(detail: Any, location: tuple[int | str, ...]) -> Iterator[dict[str, str]]:
    """Turn the errors of a serializer, nested as they are, into those of a problem."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            place = () if name == "non_field_errors" else (name,)
            yield from faults(inner, (*location, *place))
    elif isinstance(detail, list):
        for inner in detail:
            yield from faults(inner, location)
    else:
        yield {"pointer": pointer(location), "message": str(detail)}


def answer_error(
    error: Exception, context: Mapping[str, Any]
) -> HttpResponseBase | None:
    """Answer with a problem; None leaves what nobody expected to Django."""
    request = context["request"]
    if isinstance(error, DatabaseError):
        error = translate(error) or error
    if isinstance(error, AppError):
        return answer_app_error(request, error)
    if isinstance(error, exceptions.ValidationError):
        source = getattr(error, "source", "body")
        errors = list(faults(error.detail, (source,)))
        return problem_response(422, instance=request.path, errors=errors)
    if isinstance(error, exceptions.APIException):
        return problem_response(
            error.status_code,
            instance=request.path,
            headers=headers(error),
            **members(error),
        )
    return None


def headers(error: exceptions.APIException) -> dict[str, str]:
    """Those that Django REST framework's own handler would set."""
    found = {
        "WWW-Authenticate": getattr(error, "auth_header", None),
        "Retry-After": getattr(error, "wait", None),
    }
    return {name: str(value) for name, value in found.items() if value}


def members(error: exceptions.APIException) -> dict[str, Any]:
    """Read the members of a problem; a `detail` that is a dict holds them by name."""
    if isinstance(error, MalformedJSONError):
        code, detail = MALFORMED_JSON
        return {"code": code, "detail": detail}
    equivalent = EQUIVALENTS.get(type(error))
    found: dict[str, Any] = {}
    if equivalent is not None:
        found = {"code": equivalent.code, "detail": equivalent.detail}
    if error.detail != error.default_detail:
        found |= members_of(error.detail)
    return found

"""Error responses as problem details (RFC 9457)."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from app.errors import AppError, InvalidInputError
from app.log import current_request_id
from app.statuses import STATUSES

MEDIA_TYPE = "application/problem+json"

MALFORMED_JSON = ("malformed_json", "The request body is not valid JSON.")

# Before Python 3.13, HTTPStatus has the names that RFC 9110 replaced.
TITLES: Mapping[int, str] = {
    413: "Content Too Large",
    414: "URI Too Long",
    422: "Unprocessable Content",
}

# The code and detail of errors that have none of their own.
DEFAULTS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request is malformed."),
    404: ("not_found", "The requested resource was not found."),
    405: ("method_not_allowed", "This path does not support this method."),
    413: ("body_too_large", "The request body is too large."),
    415: (
        "unsupported_media_type",
        "The media type of the request body is not supported.",
    ),
    422: (InvalidInputError.code, InvalidInputError.detail),
    429: ("too_many_requests", "Too many requests. Please try again later."),
    500: (
        "internal_error",
        "Something went wrong on our side. Please try again later.",
    ),
    503: (
        "unavailable",
        "The service is unavailable. Please try again in a few seconds.",
    ),
}

# Members that follow from the request and the response.
FIXED = {"headers", "instance", "request_id", "status"}


def pointer(location: Iterable[int | str]) -> str:
    """Point to an invalid value: `/tags/0` in the body, or `query.limit`."""
    source, *steps = map(str, location)
    if source != "body":
        return ".".join((source, *steps))
    # RFC 6901, section 3: "~" and "/" are escaped.
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Convert Pydantic's errors to the `errors` of a problem."""
    return [
        {
            "pointer": pointer(error["loc"]),
            "message": error["msg"].removeprefix("Value error, "),
        }
        for error in errors
    ]


def title(status: int) -> str:
    try:
        return TITLES.get(status) or HTTPStatus(status).phrase
    except ValueError:  # not registered
        return "Client Error" if status < 500 else "Server Error"


def members_of(detail: object) -> dict[str, Any]:
    """Return the members in the `detail` of a framework's exception."""
    if isinstance(detail, Mapping):
        return {str(name): detail[name] for name in detail if name not in FIXED}
    return {"detail": detail} if detail else {}


def problem(
    status: int,
    *,
    instance: str,
    code: str | None = None,
    detail: str | None = None,
    **members: Any,
) -> dict[str, Any]:
    """Build the body of an error.

    Args:
        instance: The path of the request.
        members: Extension members, such as `errors` of a 422.
    """
    name = title(status)
    default_code, default_detail = DEFAULTS.get(
        status, (name.lower().replace(" ", "_"), f"{name}.")
    )
    return {
        "type": "about:blank",
        "title": name,
        "status": status,
        "code": code or default_code,
        "detail": detail or default_detail,
        "instance": instance,
        "request_id": current_request_id(),
        **members,
    }


def describe(error: AppError) -> tuple[int, dict[str, Any]]:
    """Return the status of an error and the members of its problem.

    The members may include `headers`, which are those of the response.
    """
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    members: dict[str, Any] = {"code": error.code, "detail": error.detail}
    if error.retry_after is not None:
        members["headers"] = {"Retry-After": str(error.retry_after)}
    if isinstance(error, InvalidInputError):
        members["errors"] = [{"pointer": error.pointer, "message": error.message}]
    return status, members

"""Errors as problem details (RFC 9457), whatever the framework."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from app.errors import AppError, InvalidInputError
from app.log import current_request_id
from app.statuses import STATUSES

MEDIA_TYPE = "application/problem+json"

MALFORMED_JSON = ("malformed_json", "The body is not valid JSON.")

# Python before 3.13 knows these by the names that RFC 9110 has replaced.
TITLES: Mapping[int, str] = {
    413: "Content Too Large",
    414: "URI Too Long",
    422: "Unprocessable Content",
}

# The code and the sentence of the errors that no feature raises.
DEFAULTS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request can't be understood."),
    404: ("not_found", "Nothing was found here."),
    405: ("method_not_allowed", "This path does not answer to that method."),
    413: ("body_too_large", "The body is larger than this service accepts."),
    415: ("unsupported_media_type", "The body is of a media type not accepted here."),
    422: (InvalidInputError.code, InvalidInputError.detail),
    429: ("too_many_requests", "Too many requests. Try again later."),
    500: ("internal_error", "Something went wrong on our side. Try again later."),
    503: ("unavailable", "The service is unavailable. Try again in a few seconds."),
}

# What follows from the request and the response, and is no one's to choose.
FIXED = {"headers", "instance", "request_id", "status"}


def pointer(location: Iterable[int | str]) -> str:
    """Name the place of a fault: `/tags/0` in the body, else `query.limit`."""
    source, *steps = map(str, location)
    if source != "body":
        return ".".join((source, *steps))
    # RFC 6901, section 3: "~" and "/" are escaped.
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Turn Pydantic's errors into the `errors` of a problem."""
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
    except ValueError:  # not registered: what its first digit says
        return "Client Error" if status < 500 else "Server Error"


def members_of(detail: object) -> dict[str, Any]:
    """Read the `detail` of a framework's exception: a dict holds members by name."""
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
    """The status of an error that a feature raised, and its members of a problem.

    The members may include `headers` of the response.
    """
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    members: dict[str, Any] = {"code": error.code, "detail": error.detail}
    if error.retry_after is not None:
        members["headers"] = {"Retry-After": str(error.retry_after)}
    if isinstance(error, InvalidInputError):
        members["errors"] = [{"pointer": error.pointer, "message": error.message}]
    return status, members

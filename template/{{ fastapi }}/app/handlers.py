"""Exception handlers: every error becomes a response with problem details."""

from collections.abc import Callable, Mapping
from http.client import responses
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from app import problems
from app.errors import AppError
from app.media_types import is_unsupported
from app.statuses import HEADERS


class ProblemResponse(JSONResponse):
    media_type = problems.MEDIA_TYPE


def problem_response(
    status: int,
    *,
    instance: str,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> ProblemResponse:
    """Build an error response. `members` are those of `problems.problem`."""
    body = problems.problem(status, instance=instance, **members)
    headers = {**HEADERS.get(status, {}), **(headers or {})}
    return ProblemResponse(body, status, headers)


async def handle_app_error(request: Request, error: AppError) -> Response:
    status, members = problems.describe(error)
    return problem_response(status, instance=request.scope["path"], **members)


async def handle_http_exception(request: Request, error: HTTPException) -> Response:
    """Convert an HTTPException of FastAPI, Starlette or a route.

    If `detail` is a dict, its items become members of the problem, such as `code`.
    """
    status, headers = error.status_code, dict(error.headers or {})
    if status < 400:
        return Response(status_code=status, headers=headers)
    members: dict[str, Any] = {}
    if status == 405:
        methods = allowed_methods(request.scope) or {"GET", "HEAD"}  # of static files
        headers["Allow"] = ", ".join(sorted(methods))
    if status == 400 and error.__cause__ is not None:  # FastAPI could not read the body
        members["code"], members["detail"] = problems.MALFORMED_JSON
    elif error.detail not in (responses.get(status), problems.title(status)):
        members = problems.members_of(error.detail)
    return problem_response(
        status, instance=request.scope["path"], headers=headers, **members
    )


async def handle_validation_error(
    request: Request, error: RequestValidationError
) -> Response:
    instance = request.scope["path"]
    errors = error.errors()
    if errors[0]["type"] == "json_invalid":
        code, detail = problems.MALFORMED_JSON
        return problem_response(400, instance=instance, code=code, detail=detail)
    if is_unsupported(request, error.body):
        return problem_response(415, instance=instance)
    return problem_response(
        422, instance=instance, errors=problems.field_errors(errors)
    )


def without_values(error: Exception) -> Exception:
    """Remove the values from the error of an invalid response: they may be secrets."""
    if not isinstance(error, ResponseValidationError):
        return error
    errors = [{"loc": item["loc"], "type": item["type"]} for item in error.errors()]
    redacted = ResponseValidationError(errors, endpoint_ctx=error.endpoint_ctx)
    return redacted.with_traceback(error.__traceback__)


def declared_methods(scope: Scope) -> set[str]:
    """Return the methods of all routes that match the path.

    Starlette only considers the first route.
    """
    return {
        method
        for route in iter_route_contexts(scope["app"].routes)
        if route.matches(scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def allowed_methods(scope: Scope) -> set[str]:
    """Return the methods that the path supports. GET implies HEAD."""
    methods = declared_methods(scope)
    return methods | {"HEAD"} if "GET" in methods else methods


EXCEPTION_HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    AppError: handle_app_error,
    HTTPException: handle_http_exception,
    RequestValidationError: handle_validation_error,
}

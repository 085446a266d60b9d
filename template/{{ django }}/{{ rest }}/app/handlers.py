"""From error to answer: problem details (RFC 9457), whoever found the error."""

from collections.abc import Mapping
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from django.views.defaults import page_not_found

from app import problems
from app.errors import AppError
from app.middleware import Middleware
from app.statuses import HEADERS

PATHS = ("/api/", "/health/")
KEPT = ("Allow", "Location", "Retry-After", "WWW-Authenticate")


def problem_response(
    status: int,
    *,
    instance: str,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> JsonResponse:
    """Build an error's response; `members` are those of `problems.problem`."""
    body = problems.problem(status, instance=instance, **members)
    headers = {**HEADERS.get(status, {}), **(headers or {})}
    return JsonResponse(
        body, status=status, headers=headers, content_type=problems.MEDIA_TYPE
    )


def answer_app_error(request: HttpRequest, error: AppError) -> JsonResponse:
    status, members = problems.describe(error)
    return problem_response(status, instance=request.path, **members)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 404: the API without rendering the page that it replaces."""
    if request.path_info.startswith(PATHS):
        return problem_response(404, instance=request.path)
    return page_not_found(request, exception)


def unavailable(request: HttpRequest, checks: Mapping[str, str]) -> JsonResponse:
    return problem_response(503, instance=request.path, checks=checks)


@sync_and_async_middleware
def plain_errors(get_response: Any) -> Middleware:
    """Turns what Django and other middleware refuse in other words into problems."""

    def translate(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if (
            response.status_code < 400
            or not request.path_info.startswith(PATHS)
            or response.headers.get("Content-Type") == problems.MEDIA_TYPE
        ):
            return response
        headers = {
            name: value for name, value in response.headers.items() if name in KEPT
        }
        return problem_response(
            response.status_code, instance=request.path, headers=headers
        )

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        return translate(request, await get_response(request))

    def run(request: HttpRequest) -> HttpResponseBase:
        return translate(request, get_response(request))

    return run_async if iscoroutinefunction(get_response) else run

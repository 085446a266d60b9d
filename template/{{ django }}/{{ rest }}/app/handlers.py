"""From error to answer: problem details (RFC 9457), whoever found the error."""

from collections.abc import Mapping
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found

from app import problems
from app.errors import AppError
from app.middleware import Middleware
from app.statuses import HEADERS

PATHS = ("/api/", "/health/")
OF_THE_BODY = ("Content-Encoding", "Content-Length", "Content-Type")


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


class OwnResponses(MiddlewareMixin):
    """Tells views' own responses from those of Django; it has to be the innermost."""

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        request.has_own_response = True  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        request.has_own_response = False  # type: ignore[attr-defined]


@sync_and_async_middleware
def plain_errors(get_response: Any) -> Middleware:
    """Turns what Django and other middleware refuse in other words into problems.

    A view's own response is left alone, if it has a body.
    """

    async def run_async(request: HttpRequest) -> HttpResponseBase:
        return translate(request, await get_response(request))

    def run(request: HttpRequest) -> HttpResponseBase:
        return translate(request, get_response(request))

    return run_async if iscoroutinefunction(get_response) else run


def translate(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if (
        response.status_code < 400
        or not f"{request.path_info}/".startswith(PATHS)
        or response.headers.get("Content-Type") == problems.MEDIA_TYPE
        or is_own(request, response)
    ):
        return response
    kept = {
        name: value
        for name, value in response.headers.items()
        if name not in OF_THE_BODY
    }
    problem = problem_response(
        response.status_code, instance=request.path, headers=kept
    )
    problem.headers["Content-Length"] = str(len(problem.content))
    problem.cookies = response.cookies
    return problem


def is_own(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a view has made the response, and not without a body."""
    return (
        getattr(request, "has_own_response", False)
        and not isinstance(response, HttpResponseNotAllowed)
        and bool(response.streaming or getattr(response, "content", b""))
    )

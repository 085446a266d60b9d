"""Error pages of the admin site."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from app.errors import AppError, UnavailableError
from app.failures import server_error
from app.statuses import STATUSES


class AdminErrorMiddleware(MiddlewareMixin):
    """Answer errors that no admin form shows, such as a rate limit."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, AppError) or not is_admin(request):
            return None
        if isinstance(error, UnavailableError):
            return server_error(request)  # without the user, who may be unreadable
        return render_error(request, error)


def is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.app_name == "admin"


def render_error(request: HttpRequest, error: AppError) -> HttpResponse:
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    context = {**admin.site.each_context(request), "detail": error.detail}
    response = render(request, "admin/error.html", context, status=status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response

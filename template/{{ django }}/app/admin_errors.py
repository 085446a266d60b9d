"""Errors of the features, as pages of the admin site."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from app.errors import AppError, UnavailableError
from app.failures import answer_failure
from app.statuses import STATUSES


class AdminErrors(MiddlewareMixin):
    """Answers errors that no form of the admin site shows, such as a full limit."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, AppError) or not is_admin(request):
            return None
        if isinstance(error, UnavailableError):
            return answer_failure(request)  # the site's own pages ask for the user
        return answer(request, error)


def is_admin(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.app_name == "admin"


def answer(request: HttpRequest, error: AppError) -> HttpResponse:
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    context = {**admin.site.each_context(request), "detail": error.detail}
    response = render(request, "admin/error.html", context, status=status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response

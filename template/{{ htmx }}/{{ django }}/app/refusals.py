"""How pages refuse: by the log-in page, or by one that tells why."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found, permission_denied
from django_htmx.http import HttpResponseClientRedirect

from app.conflicts import translate
from app.errors import AppError, ForbiddenError, NotFoundError, UnavailableError
from app.middleware import View
from app.statuses import STATUSES
from app.views import by_htmx


class LogInRequired(LoginRequiredMiddleware):
    """Has HTMX leave for the log-in page, which is no part of another."""

    def process_view(
        self, request: HttpRequest, view: View, *arguments: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True):
            return None  # without a look at the session, which probes must not need
        response = super().process_view(request, view, *arguments)
        if response is not None and by_htmx(request):
            return HttpResponseClientRedirect(response.headers["Location"])
        return response


class Refusals(MiddlewareMixin):
    """Answers what the features refuse by a page that tells why."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponseBase | None:
        if isinstance(error, DatabaseError):
            error = translate(error) or error
        if isinstance(error, NotFoundError):
            return page_not_found(request, error)
        if isinstance(error, ForbiddenError):
            return permission_denied(request, PermissionDenied(error.detail))
        if isinstance(error, AppError) and not isinstance(error, UnavailableError):
            return refuse(request, error)
        return None  # an outage is told without the user, who can't be looked up


def refuse(request: HttpRequest, error: AppError) -> HttpResponse:
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    response = render(request, "refused.html", {"detail": error.detail}, status=status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response

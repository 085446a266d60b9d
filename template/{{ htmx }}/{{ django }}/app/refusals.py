"""Middleware that answers errors by the log-in page or an error page."""

from typing import Any, cast

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found, permission_denied
from django_htmx.http import HttpResponseClientRedirect

from app import conflicts
from app.errors import AppError, ForbiddenError, NotFoundError, UnavailableError
from app.middleware import View
from app.statuses import STATUSES
from app.views import HtmxHttpRequest


class HtmxLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Redirect to the log-in page, also from a request that HTMX sends for a part."""

    def process_view(
        self, request: HttpRequest, view: View, *arguments: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True):
            return None  # before Django reads the session, which probes don't need
        response = super().process_view(request, view, *arguments)
        if response is not None and cast(HtmxHttpRequest, request).htmx:
            return HttpResponseClientRedirect(response.headers["Location"])
        return response


class ErrorPageMiddleware(MiddlewareMixin):
    """Answer the errors of `app.errors` by a page with their message."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponseBase | None:
        if isinstance(error, DatabaseError):
            error = conflicts.translate(error) or error
        if isinstance(error, NotFoundError):
            return page_not_found(request, error)
        if isinstance(error, ForbiddenError):
            return permission_denied(request, PermissionDenied(error.detail))
        if isinstance(error, AppError) and not isinstance(error, UnavailableError):
            return render_error(request, error)
        return None  # handler500 answers outages without reading the user


def render_error(request: HttpRequest, error: AppError) -> HttpResponse:
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    response = render(request, "refused.html", {"detail": error.detail}, status=status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response

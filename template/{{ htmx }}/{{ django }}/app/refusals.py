"""How pages refuse: by the log-in page, or by one that tells why."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import page_not_found, permission_denied
from django_htmx.http import HttpResponseClientRedirect

from app.errors import ForbiddenError, NotFoundError
from app.views import by_htmx


class LogInRequired(LoginRequiredMiddleware):
    """Has HTMX leave for the log-in page, which is no part of another."""

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        response = super().process_view(request, *view)
        if response is not None and by_htmx(request):
            return HttpResponseClientRedirect(response.headers["Location"])
        return response


class Refusals(MiddlewareMixin):
    """Answers what the features refuse by the pages for 403 and 404."""

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponseBase | None:
        if isinstance(error, NotFoundError):
            return page_not_found(request, error)
        if isinstance(error, ForbiddenError):
            return permission_denied(request, PermissionDenied(error.detail))
        return None

"""Middleware that refuses writes of users with an unverified address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import permission_denied

from app.admin_errors import is_admin, render_error
from app.errors import EmailNotVerifiedError
from app.middleware import View
from app.users.models import User
from app.users.verification import require_verified

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def allow_unverified(view: View) -> View:
    """Allow this view's POST requests before the user's address is verified."""
    view.allow_unverified = True  # type: ignore[attr-defined]
    return view


class VerifiedEmailMiddleware(MiddlewareMixin):
    """Refuse writes of users with an unverified address, if REQUIRE_VERIFIED_EMAIL."""

    def process_view(
        self, request: HttpRequest, view: View, *_: Any
    ) -> HttpResponseBase | None:
        if request.method in SAFE_METHODS or is_open(request, view):
            return None
        if isinstance(request.user, User):
            try:
                require_verified(request.user)
            except EmailNotVerifiedError as error:
                if is_admin(request):
                    return render_error(request, error)
                return permission_denied(request, PermissionDenied(error.detail))
        return None


def is_open(request: HttpRequest, view: View) -> bool:
    """Check whether anonymous or unverified users may send data to a view."""
    match = request.resolver_match
    return (
        not getattr(view, "login_required", True)
        or getattr(view, "allow_unverified", False)
        or (match is not None and match.view_name == "admin:logout")
    )

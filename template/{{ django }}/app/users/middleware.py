"""What pages and the admin site ask of users who have logged in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from django.views.defaults import permission_denied

from app.admin_errors import answer, is_admin
from app.errors import EmailNotVerifiedError
from app.middleware import View
from app.users.models import User
from app.users.verification import require_verified

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def unverified_too(view: View) -> View:
    """Let users write by this view before their address is verified."""
    view.unverified_too = True  # type: ignore[attr-defined]
    return view


class VerifiedEmail(MiddlewareMixin):
    """Refuse what users would write, where their address has to be verified first."""

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
                    return answer(request, error)
                return permission_denied(request, PermissionDenied(error.detail))
        return None


def is_open(request: HttpRequest, view: View) -> bool:
    """Whether a view takes what strangers or unverified users send."""
    match = request.resolver_match
    return (
        not getattr(view, "login_required", True)
        or getattr(view, "unverified_too", False)
        or (match is not None and match.view_name == "admin:logout")
    )

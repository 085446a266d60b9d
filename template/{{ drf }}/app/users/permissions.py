"""What a caller may do."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from app.users.models import User

if TYPE_CHECKING:  # it reads the settings, which name this module
    from rest_framework.views import APIView


class KnownRequest(Request):
    """A request that IsKnown or IsAdmin has let through."""

    user: User


class IsKnown(BasePermission):
    """The caller has shown a token; a method that no action serves is refused later."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return is_unserved(view) or isinstance(request.user, User)


class IsAdmin(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        caller = caller_of(request)
        return is_unserved(view) or (caller is not None and caller.is_admin)


def is_unserved(view: "APIView") -> bool:
    return getattr(view, "action", None) is None


def caller_of(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None

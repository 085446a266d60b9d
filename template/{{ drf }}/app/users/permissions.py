"""What a caller may do."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from app.users import verification
from app.users.models import User

if TYPE_CHECKING:  # it reads the settings, which name this module
    from rest_framework.views import APIView


class KnownRequest(Request):
    """A request that one of these permissions has let through."""

    user: User


class IsKnown(BasePermission):
    """The caller has shown a token; a method that no action serves is refused later.

    What is written may need a verified address.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if is_unserved(view):
            return True
        caller = caller_of(request)
        if caller is not None and request.method not in SAFE_METHODS:
            verification.require_verified(caller)
        return self.allows(caller)

    def allows(self, caller: User | None) -> bool:
        return caller is not None


class IsAdmin(IsKnown):
    def allows(self, caller: User | None) -> bool:
        return caller is not None and caller.is_admin


class MayBeUnverified(BasePermission):
    """The caller has shown a token; the address needs no verification."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return is_unserved(view) or isinstance(request.user, User)


def is_unserved(view: "APIView") -> bool:
    return getattr(view, "action", None) is None


def caller_of(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None

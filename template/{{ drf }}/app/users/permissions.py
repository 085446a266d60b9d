"""Permission classes of the API."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from app.users import verification
from app.users.models import User

if TYPE_CHECKING:  # at run time, it reads the settings, which name this module
    from rest_framework.views import APIView


class AuthenticatedRequest(Request):
    """A request whose user is logged in."""

    user: User


class IsVerified(BasePermission):
    """Refuses writes until the user's e-mail address is verified, if required."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.method not in SAFE_METHODS and isinstance(request.user, User):
            verification.require_verified(request.user)
        return True

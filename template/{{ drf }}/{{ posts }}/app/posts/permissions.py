"""Permission classes of posts."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from app.posts.models import Post


class IsAuthorOrAdmin(BasePermission):
    """Refuses writes to posts of other authors, except by administrators."""

    def has_object_permission(self, request: Request, view: APIView, obj: Post) -> bool:
        return request.method in SAFE_METHODS or obj.may_be_changed_by(request.user)

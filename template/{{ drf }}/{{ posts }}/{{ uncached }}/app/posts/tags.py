"""The endpoint of tags."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from app.posts import queries
from app.posts.serializers import TagListSerializer
from app.viewsets import ViewSet


class TagViewSet(ViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: TagListSerializer})
    def list_tags(self, request: Request) -> Response:
        """List the tags of published posts, most used first."""
        return Response({"items": queries.count_tags()})


urlpatterns = [path("tags", TagViewSet.as_view({"get": "list_tags"}))]

"""Endpoints of scheduled publications."""

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from app.posts import service as post_service
from app.posts.api import NOT_YOURS
from app.posts.models import Post
from app.publications import schedule
from app.publications.models import Publication
from app.publications.serializers import PublicationSerializer
from app.viewsets import GenericViewSet

PUBLISHED = {409: OpenApiResponse(description="The post is already published.")}


@extend_schema(tags=["posts"])
class PublicationViewSet(GenericViewSet[Publication]):
    queryset = Publication.objects.all()
    serializer_class = PublicationSerializer
    lookup_url_kwarg = "post_id"

    @extend_schema(responses={200: PublicationSerializer, **NOT_YOURS})
    def read_publication(self, request: Request, post_id: str) -> Response:
        """Read when your own draft will be published."""
        publication = schedule.get(post_id=self.get_id(), caller=request.user)
        return Response(self.get_serializer(publication).data)

    @extend_schema(responses={200: PublicationSerializer, **NOT_YOURS, **PUBLISHED})
    def schedule_publication(self, request: Request, post_id: str) -> Response:
        """Schedule the publication of your own draft, or change its time."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        publication = schedule.schedule(self.get_post(), **serializer.validated_data)
        return Response(self.get_serializer(publication).data)

    @extend_schema(responses={204: None, **NOT_YOURS})
    def cancel_publication(self, request: Request, post_id: str) -> Response:
        """Cancel the publication of your own draft."""
        schedule.cancel(self.get_post())
        return Response(status=204)

    def get_post(self) -> Post:
        return post_service.get_own(post_id=self.get_id(), caller=self.request.user)


urlpatterns = [
    path(
        "posts/<post_id>/publication",
        PublicationViewSet.as_view(
            {
                "get": "read_publication",
                "put": "schedule_publication",
                "delete": "cancel_publication",
            }
        ),
    )
]

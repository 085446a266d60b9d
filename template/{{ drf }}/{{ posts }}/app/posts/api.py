"""Posts, over HTTP."""

from collections.abc import Sequence
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ViewSet

from app.posts import service
from app.posts.bulk import Err, Ok, import_rows
from app.posts.models import Post, PostQuerySet
from app.posts.serializers import ImportReport, PostFilters, PostRead, PostWrite
from app.rest import faults, read_body, read_id, read_query
from app.users.permissions import KnownRequest

MAX_ROWS = 500
NOT_YOURS = {403: OpenApiResponse(description="The post is another author's.")}
POST_ID = [OpenApiParameter("post_id", int, OpenApiParameter.PATH)]


class Posts(GenericViewSet[Post]):
    serializer_class = PostRead

    def get_queryset(self) -> PostQuerySet:
        return Post.objects.with_relations()

    def get_permissions(self) -> Sequence[Any]:
        if self.action in ("list", "retrieve"):
            return [AllowAny()]
        return super().get_permissions()

    @extend_schema(
        operation_id="create_post", request=PostWrite, responses={201: PostRead}
    )
    def create(self, request: KnownRequest) -> Response:
        """Write a post, as a draft or published."""
        post = service.create(author=request.user, data=read_body(PostWrite, request))
        headers = {"Location": f"{request.path}/{post.pk}"}
        return Response(PostRead(post).data, status=201, headers=headers)

    @extend_schema(
        operation_id="list_posts",
        parameters=[PostFilters],
        responses=PostRead(many=True),
    )
    def list(self, request: Request) -> Response:
        """List what is published and the caller's own drafts, newest first."""
        filters = read_query(PostFilters, request)
        posts = self.get_queryset().listed_for(request.user)
        if text := filters.get("q"):
            posts = posts.search(text)
        if tag := filters.get("tag"):
            posts = posts.tagged(tag)
        if author_id := filters.get("author_id"):
            posts = posts.filter(author_id=author_id)
        page = self.paginate_queryset(posts)
        return self.get_paginated_response(PostRead(page, many=True).data)

    @extend_schema(operation_id="read_post", parameters=POST_ID, responses=PostRead)
    def retrieve(self, request: Request, post_id: str) -> Response:
        """Read a post; it counts as a view."""
        read = service.find if request.method == "HEAD" else service.view
        number = read_id("post_id", post_id)
        post = read(post_id=number, caller=request.user)
        return Response(PostRead(post).data)

    @extend_schema(
        operation_id="update_post",
        parameters=POST_ID,
        request=PostWrite,
        responses={200: PostRead, **NOT_YOURS},
    )
    def partial_update(self, request: KnownRequest, post_id: str) -> Response:
        """Change, publish or withdraw one's own post."""
        post = own(request, post_id)
        changes = read_body(PostWrite, request, partial=True)
        return Response(PostRead(service.update(post, changes=changes)).data)

    @extend_schema(
        operation_id="delete_post",
        parameters=POST_ID,
        responses={204: None, **NOT_YOURS},
    )
    def destroy(self, request: KnownRequest, post_id: str) -> Response:
        """Delete one's own post."""
        service.delete(own(request, post_id))
        return Response(status=204)


class Import(ViewSet):
    @extend_schema(
        operation_id="import_posts",
        request=PostWrite(many=True),
        responses={200: ImportReport},
    )
    def create(self, request: KnownRequest) -> Response:
        """Store the valid rows of a list, and report the others."""
        rows = request.data
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            raise ValidationError(
                [f"The body must be a list of up to {MAX_ROWS} rows."]
            )
        parsed = [parse(index, row) for index, row in enumerate(rows)]
        outcomes = import_rows(author=request.user, rows=parsed)
        results = [report(index, outcome) for index, outcome in enumerate(outcomes)]
        created = sum(isinstance(outcome, Ok) for outcome in outcomes)
        failed = len(results) - created
        return Response({"created": created, "failed": failed, "results": results})


def own(request: KnownRequest, post_id: str) -> Post:
    return service.get_own(post_id=read_id("post_id", post_id), caller=request.user)


def parse(index: int, row: object) -> dict[str, Any] | Err:
    serializer = PostWrite(data=row)
    if serializer.is_valid():
        values: dict[str, Any] = serializer.validated_data
        return values
    return Err(list(faults(serializer.errors, ("body", index))))


def report(index: int, outcome: Ok | Err) -> dict[str, Any]:
    match outcome:
        case Ok(post_id):
            return {"index": index, "status": "created", "id": post_id}
        case Err(errors):
            return {"index": index, "status": "failed", "errors": errors}


urlpatterns = [
    path("posts", Posts.as_view({"get": "list", "post": "create"})),
    path("posts/import", Import.as_view({"post": "create"})),
    path(
        "posts/<post_id>",
        Posts.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
        ),
    ),
]

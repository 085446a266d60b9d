"""Endpoints of posts."""

from collections.abc import Sequence
from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import BaseSerializer

from app.posts import service
from app.posts.bulk import Err, Ok, import_rows
from app.posts.filters import PostFilter
from app.posts.models import Post, PostQuerySet
from app.posts.permissions import IsAuthorOrAdmin
from app.posts.serializers import ImportReportSerializer, PostSerializer
from app.rest import field_errors
from app.users.models import User
from app.users.permissions import AuthenticatedRequest
from app.viewsets import ModelViewSet

MAX_ROWS = 500
NOT_YOURS = {403: OpenApiResponse(description="Not your post.")}


@extend_schema_view(
    list=extend_schema(
        summary="List published posts and your own drafts, newest first."
    ),
    create=extend_schema(summary="Create a post, as a draft or published."),
    partial_update=extend_schema(
        summary="Update, publish or unpublish your own post.",
        responses={200: PostSerializer, **NOT_YOURS},
    ),
    destroy=extend_schema(
        summary="Delete your own post.", responses={204: None, **NOT_YOURS}
    ),
)
class PostViewSet(ModelViewSet[Post]):
    queryset = Post.objects.all()
    serializer_class = PostSerializer
    filterset_class = PostFilter
    lookup_url_kwarg = "post_id"

    def get_queryset(self) -> PostQuerySet:
        posts = Post.objects.with_relations()
        if self.action == "list":
            return posts.listed_for(self.request.user)
        return posts.visible_to(self.request.user)

    def get_permissions(self) -> Sequence[Any]:
        if self.action in ("list", "retrieve"):
            return [AllowAny()]
        return [*super().get_permissions(), IsAuthorOrAdmin()]

    def perform_create(self, serializer: BaseSerializer[Post]) -> None:
        author = cast(User, self.request.user)
        serializer.instance = service.create(
            author=author, data=serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Post]) -> None:
        post = cast(Post, serializer.instance)
        serializer.instance = service.update(post, changes=serializer.validated_data)

    def perform_destroy(self, instance: Post) -> None:
        service.delete(instance)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read a post and count a view."""
        read = service.find if request.method == "HEAD" else service.view
        post = read(post_id=self.get_id(), caller=request.user)
        return Response(self.get_serializer(post).data)

    @extend_schema(
        request=PostSerializer(many=True), responses={200: ImportReportSerializer}
    )
    @action(detail=False, methods=["post"], url_path="import")
    def import_posts(self, request: AuthenticatedRequest) -> Response:
        """Import posts: save the valid rows and report the others."""
        rows = request.data
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            raise ValidationError([f"Send a list of at most {MAX_ROWS} rows."])
        parsed = [parse_row(index, row) for index, row in enumerate(rows)]
        outcomes = import_rows(author=request.user, rows=parsed)
        results = [report(index, outcome) for index, outcome in enumerate(outcomes)]
        created = sum(isinstance(outcome, Ok) for outcome in outcomes)
        failed = len(results) - created
        return Response({"created": created, "failed": failed, "results": results})


def parse_row(index: int, row: object) -> dict[str, Any] | Err:
    serializer = PostSerializer(data=row)
    if serializer.is_valid():
        values: dict[str, Any] = serializer.validated_data
        return values
    return Err(list(field_errors(serializer.errors, ("body", index))))


def report(index: int, outcome: Ok | Err) -> dict[str, Any]:
    match outcome:
        case Ok(post_id):
            return {"index": index, "status": "created", "id": post_id}
        case Err(errors):
            return {"index": index, "status": "failed", "errors": errors}


router = SimpleRouter(trailing_slash=False)
router.register("posts", PostViewSet)

urlpatterns = router.urls

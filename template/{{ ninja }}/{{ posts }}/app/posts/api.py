"""Endpoints of posts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import BodyEx, P, PathEx, Query, Router
from ninja.pagination import paginate
from pydantic import ValidationError

from app.pagination import MAX_INTEGER
from app.posts import service
from app.posts.bulk import Err, Ok, import_rows
from app.posts.filters import PostFilter
from app.posts.models import Post, PostQuerySet
from app.posts.schemas import (
    Created,
    Failed,
    ImportReport,
    PostCreate,
    PostRead,
    PostUpdate,
)
from app.problems import field_errors
from app.users.authentication import OPTIONAL, AuthenticatedRequest

NOT_YOURS: dict[str, Any] = {"responses": {403: {"description": "Not your post."}}}

PostId = PathEx[int, P(ge=1, le=MAX_INTEGER)]
Rows = BodyEx[
    list[Any],
    P(max_length=500, description="The rows, each like the body of a new post."),
]

router = Router(tags=["posts"])


@router.post("", response={201: PostRead})
def create_post(
    request: AuthenticatedRequest, response: HttpResponse, data: PostCreate
) -> Post:
    """Create a post, as a draft or published."""
    post = service.create(author=request.user, data=data.model_dump())
    response.headers["Location"] = f"{request.path}/{post.pk}"
    return post


@router.post("/import", response=ImportReport)
def import_posts(request: AuthenticatedRequest, rows: Rows) -> ImportReport:
    """Import posts: save the valid rows and report the others."""
    parsed = [parse_row(index, row) for index, row in enumerate(rows)]
    outcomes = import_rows(author=request.user, rows=parsed)
    results = [report(index, outcome) for index, outcome in enumerate(outcomes)]
    created = sum(isinstance(result, Created) for result in results)
    return ImportReport(created=created, failed=len(results) - created, results=results)


@router.get("", auth=OPTIONAL, response=list[PostRead])
@paginate
def list_posts(request: HttpRequest, filters: Query[PostFilter]) -> PostQuerySet:
    """List published posts and your own drafts, newest first."""
    posts = Post.objects.with_relations().listed_for(request.user)
    return filters.filter(posts)


# With HEAD, since reading the headers is no view.
@router.api_operation(["GET", "HEAD"], "/{post_id}", auth=OPTIONAL, response=PostRead)
def read_post(request: HttpRequest, post_id: PostId) -> Post:
    """Read a post and count a view."""
    read = service.find if request.method == "HEAD" else service.view
    return read(post_id=post_id, caller=request.user)


@router.patch("/{post_id}", response=PostRead, openapi_extra=NOT_YOURS)
def update_post(
    request: AuthenticatedRequest, post_id: PostId, data: PostUpdate
) -> Post:
    """Update, publish or unpublish your own post."""
    post = service.get_own(post_id=post_id, caller=request.user)
    return service.update(post, changes=data.model_dump(exclude_unset=True))


@router.delete("/{post_id}", response={204: None}, openapi_extra=NOT_YOURS)
def delete_post(request: AuthenticatedRequest, post_id: PostId) -> None:
    """Delete your own post."""
    service.delete(service.get_own(post_id=post_id, caller=request.user))


def parse_row(index: int, row: object) -> Mapping[str, Any] | Err:
    try:
        return PostCreate.model_validate(row).model_dump()
    except ValidationError as error:
        located = ({**e, "loc": ("body", index, *e["loc"])} for e in error.errors())
        return Err(field_errors(located))


def report(index: int, outcome: Ok | Err) -> Created | Failed:
    match outcome:
        case Ok(post_id):
            return Created(index=index, id=post_id)
        case Err(errors):
            return Failed.model_validate({"index": index, "errors": errors})

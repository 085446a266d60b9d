"""Posts, over HTTP."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from ninja import BodyEx, P, PathEx, Query, Router
from pydantic import ValidationError

from app.pagination import MAX_INTEGER, Page
from app.posts import service
from app.posts.bulk import Err, Ok, import_rows
from app.posts.models import Post
from app.posts.schemas import (
    Created,
    Failed,
    ImportReport,
    PostCreate,
    PostFilters,
    PostRead,
    PostUpdate,
)
from app.problems import field_errors
from app.rest import cut_page
from app.users.authentication import Bearer, CallerRequest
from app.users.models import User

NOT_YOURS: dict[str, Any] = {
    "responses": {403: {"description": "The post is another author's."}}
}

PostId = PathEx[int, P(ge=1, le=MAX_INTEGER)]
Rows = BodyEx[
    list[Any],
    P(max_length=500, description="Each is like the body of a new post."),
]


# A token is taken into account, and none is needed.
OPEN: dict[str, Any] = {"security": [{}]}


class VisitorRequest(HttpRequest):
    """A request that may bear a token."""

    auth: User | AnonymousUser


def anonymous(request: HttpRequest) -> AnonymousUser:
    """Stand in for a caller who shows no token."""
    return AnonymousUser()


anyone = (Bearer(), anonymous)
router = Router(tags=["posts"])


@router.post("", response={201: PostRead})
def create_post(
    request: CallerRequest, response: HttpResponse, data: PostCreate
) -> Post:
    """Write a post, as a draft or published."""
    post = service.create(author=request.auth, data=data.model_dump())
    response.headers["Location"] = f"{request.path}/{post.pk}"
    return post


@router.post("/import", response=ImportReport)
def import_posts(request: CallerRequest, rows: Rows) -> ImportReport:
    """Store the valid rows of a list, and report the others."""
    parsed = [parse(index, row) for index, row in enumerate(rows)]
    outcomes = import_rows(author=request.auth, rows=parsed)
    results = [report(index, outcome) for index, outcome in enumerate(outcomes)]
    created = sum(isinstance(result, Created) for result in results)
    return ImportReport(created=created, failed=len(results) - created, results=results)


@router.get("", auth=anyone, response=Page[PostRead], openapi_extra=OPEN)
def list_posts(request: VisitorRequest, filters: Query[PostFilters]) -> Page[PostRead]:
    """List what is published and the caller's own drafts, newest first."""
    posts = Post.objects.with_relations().listed_for(request.auth)
    if filters.q:
        posts = posts.search(filters.q)
    if filters.tag:
        posts = posts.tagged(filters.tag)
    if filters.author_id:
        posts = posts.filter(author_id=filters.author_id)
    page, total = cut_page(posts, filters)
    return Page[PostRead].of(page, total, filters)


@router.get("/{post_id}", auth=anyone, response=PostRead, openapi_extra=OPEN)
def read_post(request: VisitorRequest, post_id: PostId) -> Post:
    """Read a post; it counts as a view."""
    read = service.find if request.method == "HEAD" else service.view
    return read(post_id=post_id, caller=request.auth)


@router.patch("/{post_id}", response=PostRead, openapi_extra=NOT_YOURS)
def update_post(request: CallerRequest, post_id: PostId, data: PostUpdate) -> Post:
    """Change, publish or withdraw one's own post."""
    post = service.get_own(post_id=post_id, caller=request.auth)
    return service.update(post, changes=data.model_dump(exclude_unset=True))


@router.delete("/{post_id}", response={204: None}, openapi_extra=NOT_YOURS)
def delete_post(request: CallerRequest, post_id: PostId) -> None:
    """Delete one's own post."""
    service.delete(service.get_own(post_id=post_id, caller=request.auth))


def parse(index: int, row: object) -> Mapping[str, Any] | Err:
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

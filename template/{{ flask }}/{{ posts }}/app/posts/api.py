"""HTTP API of posts."""

from typing import Annotated, Any

from flask import Blueprint, url_for
from pydantic import Field, RootModel
from spectree import Response

from app.database import db
from app.operations import ANYONE, BEARER, api
from app.pagination import MAX_INTEGER, Page
from app.posts import queries, service
from app.posts.schemas import (
    Created,
    Failed,
    ImportReport,
    PostCreate,
    PostFilters,
    PostRead,
    PostUpdate,
)
from app.posts.service import Err, Ok
from app.problems import field_errors
from app.users.authentication import current_user, optional_user

NOT_YOURS = (None, "Not your post.")

PostId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]


class Rows(RootModel[list[Any]]):
    """Rows of an import, each like the body of a new post."""

    root: list[Any] = Field(max_length=500)


bp = Blueprint("posts", __name__, url_prefix="/posts")


@bp.post("")
@api.validate(resp=Response(HTTP_201=PostRead), tags=["posts"], security=BEARER)
def create_post(json: PostCreate) -> tuple[PostRead, int, dict[str, str]]:
    """Create a post, as a draft or published."""
    post = service.create(db.session, author=current_user(), data=json)
    location = {"Location": url_for(".read_post", post_id=post.id)}
    return PostRead.model_validate(post), 201, location


@bp.post("/import")
@api.validate(resp=Response(HTTP_200=ImportReport), tags=["posts"], security=BEARER)
def import_posts(json: Rows) -> ImportReport:
    """Import posts: save the valid rows and report the others."""
    outcomes = service.import_rows(db.session, author=current_user(), rows=json.root)
    results = [report(index, outcome) for index, outcome in enumerate(outcomes)]
    created = sum(isinstance(result, Created) for result in results)
    return ImportReport(created=created, failed=len(results) - created, results=results)


@bp.get("")
@api.validate(
    resp=Response(HTTP_200=Page[PostRead]), tags=["posts"], security=BEARER + ANYONE
)
def list_posts(query: PostFilters) -> Page[PostRead]:
    """List published posts and your own drafts, newest first."""
    posts, total = queries.list_page(db.session, query, caller=optional_user())
    return Page[PostRead].of(posts, total, query)


@bp.get("/<post_id>")
@api.validate(
    resp=Response(HTTP_200=PostRead), tags=["posts"], security=BEARER + ANYONE
)
def read_post(post_id: PostId) -> PostRead:
    """Read a post and count a view."""
    post = service.view(db.session, post_id=post_id, caller=optional_user())
    return PostRead.model_validate(post)


@bp.patch("/<post_id>")
@api.validate(
    resp=Response(HTTP_200=PostRead, HTTP_403=NOT_YOURS),
    tags=["posts"],
    security=BEARER,
)
def update_post(post_id: PostId, json: PostUpdate) -> PostRead:
    """Update, publish or unpublish your own post."""
    post = service.lock_own(db.session, post_id=post_id, caller=current_user())
    service.update_own(db.session, post=post, data=json)
    return PostRead.model_validate(post)


@bp.delete("/<post_id>")
@api.validate(
    resp=Response("HTTP_204", HTTP_403=NOT_YOURS), tags=["posts"], security=BEARER
)
def delete_post(post_id: PostId) -> tuple[str, int]:
    """Delete your own post."""
    post = service.lock_own(db.session, post_id=post_id, caller=current_user())
    service.delete(db.session, post=post)
    return "", 204


def report(index: int, outcome: Ok | Err) -> Created | Failed:
    match outcome:
        case Ok(post):
            return Created(index=index, id=post.id)
        case Err(errors):
            located = [{**e, "loc": ("body", index, *e["loc"])} for e in errors]
            return Failed.model_validate(
                {"index": index, "errors": field_errors(located)}
            )

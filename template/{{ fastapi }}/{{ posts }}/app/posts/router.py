"""The HTTP endpoints of posts."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Response

from app.database import SessionDep
from app.pagination import MAX_INTEGER, Page
from app.posts import queries, service
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
from app.posts.service import Err, Ok
from app.problems import field_errors
from app.users.dependencies import CurrentUser, OptionalUser

PostId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]
Rows = Annotated[
    list[Any],
    Body(max_length=500, description="Each row is like the body of a new post."),
]

NOT_YOURS: dict[int | str, dict[str, Any]] = {403: {"description": "Not your post."}}

router = APIRouter(prefix="/posts", tags=["posts"])


@router.post("", status_code=201, response_model=PostRead)
async def create_post(
    session: SessionDep, author: CurrentUser, response: Response, data: PostCreate
) -> Post:
    """Create a post, as a draft or published."""
    post = await service.create(session, author=author, data=data)
    response.headers["Location"] = f"/api/posts/{post.id}"
    return post


@router.post("/import")
async def import_posts(
    session: SessionDep, author: CurrentUser, rows: Rows
) -> ImportReport:
    """Import posts: save the valid rows and report the others."""
    results = await service.import_rows(session, author=author, rows=rows)
    reports = [report(index, result) for index, result in enumerate(results)]
    created = sum(isinstance(row, Created) for row in reports)
    return ImportReport(created=created, failed=len(reports) - created, results=reports)


@router.get("")
async def list_posts(
    session: SessionDep, caller: OptionalUser, filters: Annotated[PostFilters, Query()]
) -> Page[PostRead]:
    """List published posts and your own drafts, newest first."""
    posts, total = await queries.list_page(session, filters, caller=caller)
    return Page[PostRead].of(posts, total, filters)


@router.get("/{post_id}", response_model=PostRead)
async def read_post(session: SessionDep, caller: OptionalUser, post_id: PostId) -> Post:
    """Read a post and count a view."""
    return await service.view(session, post_id=post_id, caller=caller)


@router.head("/{post_id}", include_in_schema=False, response_model=PostRead)
async def probe_post(
    session: SessionDep, caller: OptionalUser, post_id: PostId
) -> Post:
    """Respond like `read_post`, without counting a view."""
    return await service.find(session, post_id=post_id, caller=caller)


@router.patch("/{post_id}", response_model=PostRead, responses=NOT_YOURS)
async def update_post(
    session: SessionDep, caller: CurrentUser, post_id: PostId, data: PostUpdate
) -> Post:
    """Update, publish or unpublish your own post."""
    post = await service.lock_own(session, post_id=post_id, caller=caller)
    await service.update_own(session, post=post, data=data)
    return post


@router.delete("/{post_id}", status_code=204, responses=NOT_YOURS)
async def delete_post(
    session: SessionDep, caller: CurrentUser, post_id: PostId
) -> None:
    """Delete your own post."""
    post = await service.lock_own(session, post_id=post_id, caller=caller)
    await service.delete(session, post=post)


def report(index: int, result: Ok | Err) -> Created | Failed:
    match result:
        case Ok(post):
            return Created(index=index, id=post.id)
        case Err(errors):
            located = [{**e, "loc": ("body", index, *e["loc"])} for e in errors]
            return Failed.model_validate(
                {"index": index, "errors": field_errors(located)}
            )

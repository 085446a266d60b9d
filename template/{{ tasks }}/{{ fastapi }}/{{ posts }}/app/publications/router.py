"""The HTTP endpoints of scheduled publications."""

from typing import Any

from fastapi import APIRouter

from app.database import SessionDep
from app.posts import service as posts
from app.posts.router import NOT_YOURS, PostId
from app.publications import service
from app.publications.models import Publication
from app.publications.schemas import PublicationRead, PublicationUpdate
from app.users.dependencies import CurrentUser

PUBLISHED: dict[int | str, dict[str, Any]] = {
    409: {"description": "The post is already published."}
}

router = APIRouter(prefix="/posts/{post_id}/publication", tags=["posts"])


@router.get("", response_model=PublicationRead, responses=NOT_YOURS)
async def read_publication(
    session: SessionDep, caller: CurrentUser, post_id: PostId
) -> Publication:
    """Read when your own draft will be published."""
    return await service.get(session, post_id=post_id, caller=caller)


@router.put("", response_model=PublicationRead, responses=NOT_YOURS | PUBLISHED)
async def schedule_publication(
    session: SessionDep, caller: CurrentUser, post_id: PostId, data: PublicationUpdate
) -> Publication:
    """Schedule the publication of your own draft, or change its time."""
    post = await posts.lock_own(session, post_id=post_id, caller=caller)
    return await service.schedule(session, post=post, publish_at=data.publish_at)


@router.delete("", status_code=204, responses=NOT_YOURS)
async def cancel_publication(
    session: SessionDep, caller: CurrentUser, post_id: PostId
) -> None:
    """Cancel the publication of your own draft."""
    post = await posts.lock_own(session, post_id=post_id, caller=caller)
    await service.cancel(session, post=post)

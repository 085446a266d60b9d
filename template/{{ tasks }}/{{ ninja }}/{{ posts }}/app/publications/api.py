"""Endpoints of scheduled publications."""

from typing import Any

from ninja import Router

from app.posts import service as post_service
from app.posts.api import NOT_YOURS, PostId
from app.publications import schedule
from app.publications.models import Publication
from app.publications.schemas import PublicationRead, PublicationUpdate
from app.users.authentication import AuthenticatedRequest

SCHEDULE: dict[str, Any] = {
    "responses": {
        **NOT_YOURS["responses"],
        409: {"description": "The post is already published."},
    }
}

router = Router(tags=["posts"])


@router.get("/{post_id}/publication", response=PublicationRead, openapi_extra=NOT_YOURS)
def read_publication(request: AuthenticatedRequest, post_id: PostId) -> Publication:
    """Read when your own draft will be published."""
    return schedule.get(post_id=post_id, caller=request.user)


@router.put("/{post_id}/publication", response=PublicationRead, openapi_extra=SCHEDULE)
def schedule_publication(
    request: AuthenticatedRequest, post_id: PostId, data: PublicationUpdate
) -> Publication:
    """Schedule the publication of your own draft, or change its time."""
    post = post_service.get_own(post_id=post_id, caller=request.user)
    return schedule.schedule(post, publish_at=data.publish_at)


@router.delete("/{post_id}/publication", response={204: None}, openapi_extra=NOT_YOURS)
def cancel_publication(request: AuthenticatedRequest, post_id: PostId) -> None:
    """Cancel the publication of your own draft."""
    schedule.cancel(post_service.get_own(post_id=post_id, caller=request.user))

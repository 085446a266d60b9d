"""HTTP API of scheduled publications."""

from flask import Blueprint
from spectree import Response

from app.database import db
from app.operations import BEARER, api
from app.posts import service as post_service
from app.posts.api import NOT_YOURS, PostId
from app.publications import service
from app.publications.schemas import PublicationRead, PublicationUpdate
from app.users.authentication import current_user

PUBLISHED = (None, "The post is already published.")

bp = Blueprint("publications", __name__, url_prefix="/posts/<post_id>/publication")


@bp.get("")
@api.validate(
    resp=Response(HTTP_200=PublicationRead, HTTP_403=NOT_YOURS),
    tags=["posts"],
    security=BEARER,
)
def read_publication(post_id: PostId) -> PublicationRead:
    """Read when your own draft will be published."""
    publication = service.get(db.session, post_id=post_id, caller=current_user())
    return PublicationRead.model_validate(publication)


@bp.put("")
@api.validate(
    resp=Response(HTTP_200=PublicationRead, HTTP_403=NOT_YOURS, HTTP_409=PUBLISHED),
    tags=["posts"],
    security=BEARER,
)
def schedule_publication(post_id: PostId, json: PublicationUpdate) -> PublicationRead:
    """Schedule the publication of your own draft, or change its time."""
    post = post_service.lock_own(db.session, post_id=post_id, caller=current_user())
    publication = service.schedule(db.session, post=post, publish_at=json.publish_at)
    return PublicationRead.model_validate(publication)


@bp.delete("")
@api.validate(
    resp=Response("HTTP_204", HTTP_403=NOT_YOURS), tags=["posts"], security=BEARER
)
def cancel_publication(post_id: PostId) -> tuple[str, int]:
    """Cancel the publication of your own draft."""
    post = post_service.lock_own(db.session, post_id=post_id, caller=current_user())
    service.cancel(db.session, post=post)
    return "", 204

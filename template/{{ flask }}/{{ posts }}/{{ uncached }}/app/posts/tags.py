"""HTTP API of tags."""

from flask import Blueprint
from spectree import Response

from app.database import db
from app.operations import ANYONE, api
from app.posts import queries
from app.posts.schemas import TagList

bp = Blueprint("tags", __name__, url_prefix="/tags")


@bp.get("")
@api.validate(resp=Response(HTTP_200=TagList), tags=["tags"], security=ANYONE)
def list_tags() -> TagList:
    """List the tags of published posts, most used first."""
    return TagList(items=queries.count_tags(db.session))

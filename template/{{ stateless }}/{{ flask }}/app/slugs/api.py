"""Slugs, over HTTP."""

from flask import Blueprint
from spectree import Response

from app.operations import api
from app.slugs import service
from app.slugs.schemas import SlugCreate, SlugRead

slugs = Blueprint("slugs", __name__, url_prefix="/slugs")


@slugs.post("")
@api.validate(
    resp=Response(
        HTTP_200=SlugRead,
        HTTP_422=(None, "The body is not valid, or no slug is left."),
    ),
    tags=["slugs"],
)
def create_slug(json: SlugCreate) -> SlugRead:
    """Make a name for a URL out of a text."""
    return SlugRead(slug=service.slugify(json.text, max_length=json.max_length))

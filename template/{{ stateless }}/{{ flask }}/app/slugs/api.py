"""HTTP API of slugs."""

from flask import Blueprint
from spectree import Response

from app.operations import api
from app.slugs import service
from app.slugs.schemas import SlugCreate, SlugRead

bp = Blueprint("slugs", __name__, url_prefix="/slugs")


@bp.post("")
@api.validate(
    resp=Response(
        HTTP_200=SlugRead,
        HTTP_422=(None, "Invalid body, or a text without letters and digits."),
    ),
    tags=["slugs"],
)
def create_slug(json: SlugCreate) -> SlugRead:
    """Turn a text into a slug for a URL."""
    return SlugRead(slug=service.slugify(json.text, max_length=json.max_length))

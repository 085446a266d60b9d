"""The endpoint of tags."""

from django.http import HttpRequest
from ninja import Router

from app.posts import queries
from app.posts.schemas import TagList

router = Router(tags=["tags"])


@router.get("", auth=None, response=TagList)
def list_tags(request: HttpRequest) -> TagList:
    """List the tags of published posts, most used first."""
    return TagList.model_validate({"items": queries.count_tags()})

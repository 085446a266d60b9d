"""What the receiver of the webhook gets to know of a post."""

from datetime import datetime
from typing import Any

from app.posts.models import Post


def describe(post: Post) -> dict[str, Any]:
    """Return a post as JSON values."""
    published_at = post.published_at
    return {
        "id": post.pk,
        "title": post.title,
        "body": post.body,
        "tags": post.tag_names,
        "published_at": published_at and in_utc(published_at),
        "views": post.views,
        "author": {"id": post.author_id, "name": post.author.name},
        "created_at": in_utc(post.created_at),
        "updated_at": in_utc(post.updated_at),
    }


def in_utc(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")

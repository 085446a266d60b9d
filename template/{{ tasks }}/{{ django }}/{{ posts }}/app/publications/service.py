"""Rules of scheduled publications."""

from django.db import transaction

from app.errors import NotFoundError
from app.posts import service as post_service
from app.posts.models import Post
from app.publications.models import Publication


def publish_due(*, limit: int) -> None:
    """Publish the posts that are due, each in a transaction of its own."""
    due = Publication.objects.due().select_related("post__author")
    for publication in due[:limit]:
        publish_if_due(publication.post)


@transaction.atomic
def publish_if_due(post: Post) -> None:
    """Publish a post, unless this was done or cancelled in the meantime."""
    try:
        post_service.lock(post)
    except NotFoundError:
        return
    deleted, _ = Publication.objects.due().filter(post=post).delete()
    if deleted:
        post_service.update(post, changes={"published": True})

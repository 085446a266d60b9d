"""Rules of who schedules publications, and when."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from app.errors import ConflictError, NotFoundError
from app.posts import service as post_service
from app.posts.models import Post
from app.publications.models import Publication
from app.users.models import User


class AlreadyPublishedError(ConflictError):
    code = "already_published"
    detail = "The post is already published."


def get(*, post_id: int, caller: User | AnonymousUser) -> Publication:
    """Read the publication of a post that the caller may change.

    Raises:
        NotFoundError: None is scheduled, or the post is not visible to the caller.
        ForbiddenError: The post is another author's.
    """
    post = post_service.get_own(post_id=post_id, caller=caller)
    publication = Publication.objects.filter(post=post).first()
    if publication is None:
        raise NotFoundError
    return publication


@transaction.atomic
def schedule(post: Post, *, publish_at: datetime) -> Publication:
    """Schedule the publication of a draft, or change its time.

    Raises:
        NotFoundError: The post was deleted in the meantime.
        AlreadyPublishedError: The post is published.
    """
    if post_service.lock(post).is_published:
        raise AlreadyPublishedError
    publication, _ = Publication.objects.update_or_create(
        post=post, defaults={"publish_at": publish_at}
    )
    return publication


@transaction.atomic
def cancel(post: Post) -> None:
    """Keep a post as a draft.

    Raises:
        NotFoundError: No publication is scheduled.
    """
    post_service.lock(post)
    deleted, _ = Publication.objects.filter(post=post).delete()
    if not deleted:
        raise NotFoundError

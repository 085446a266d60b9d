"""Scheduled publications."""

from django.db import models
from django.utils import timezone

from app.posts.models import Post


class PublicationQuerySet(models.QuerySet["Publication"]):
    def due(self) -> "PublicationQuerySet":
        return self.filter(publish_at__lte=timezone.now())


class Publication(models.Model):
    """The time at which a draft is to be published."""

    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        primary_key=True,
        limit_choices_to={"is_published": False},
    )
    publish_at = models.DateTimeField(db_index=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["publish_at"]

    def __str__(self) -> str:
        return f"{self.publish_at:%Y-%m-%d %H:%M} UTC"

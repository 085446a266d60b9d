"""The times at which drafts are to be published."""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.posts.models import Post


class Publication(Model):
    id = fields.IntField(primary_key=True)
    post: fields.OneToOneRelation[Post] = fields.OneToOneField("models.Post")
    post_id: int
    publish_at = fields.DatetimeField()

    class Meta:
        table = "publications"
        indexes: ClassVar = [
            Index(fields=["publish_at"], name="ix_publications_publish_at")
        ]

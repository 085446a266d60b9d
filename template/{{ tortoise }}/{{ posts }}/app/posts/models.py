"""Posts and tags."""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from app.models import Timestamps
from app.users.models import User


class Tag(Model):
    id = fields.IntField(primary_key=True)
    # Lower-casing can lengthen a name, so there is room for twice its 50 characters.
    name = fields.CharField(max_length=100, unique=True)

    class Meta:
        table = "tags"


class Post(Timestamps):
    id = fields.IntField(primary_key=True)
    author: fields.ForeignKeyRelation[User] = fields.ForeignKeyField("models.User")
    author_id: int
    title = fields.CharField(max_length=200)
    body = fields.TextField()
    published_at = fields.DatetimeField(null=True)
    views = fields.IntField(default=0)

    tags: fields.ManyToManyRelation[Tag] = fields.ManyToManyField(
        "models.Tag",
        through="post_tags",
        backward_key="post_id",
        forward_key="tag_id",
        related_name="posts",
    )

    class Meta:
        table = "posts"
        indexes: ClassVar = [Index(fields=["author_id"], name="ix_posts_author_id")]

    @property
    def tag_names(self) -> list[str]:
        return sorted(tag.name for tag in self.tags)

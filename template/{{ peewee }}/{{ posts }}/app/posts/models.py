"""Posts and tags."""

from typing import Any

from peewee import AutoField, CompositeKey, ForeignKeyField, IntegerField, TextField

from app.fields import CharField, UTCDateTimeField
from app.models import Base, Timestamps
from app.users.models import User


class Tag(Base):
    id = AutoField()
    # Lower-casing can lengthen a name, so there is room for twice its 50 characters.
    name = CharField(max_length=100, unique=True)

    class Meta:
        table_name = "tags"


class Post(Timestamps):
    """A post, whose relations are loaded by queries and never on access."""

    id = AutoField()
    author = ForeignKeyField(
        User,
        on_delete="CASCADE",
        constraint_name="fk_posts_author_id",
        lazy_load=False,
    )
    author_id: int
    title = CharField(max_length=200)
    body = TextField()
    published_at = UTCDateTimeField(null=True)
    views = IntegerField(default=0)
    post_tags: Any  # the backref of `PostTag.post`

    class Meta:
        table_name = "posts"

    @property
    def tag_names(self) -> list[str]:
        return sorted(link.tag.name for link in self.post_tags)


class PostTag(Base):
    post = ForeignKeyField(
        Post,
        backref="post_tags",
        on_delete="CASCADE",
        constraint_name="fk_post_tags_post_id",
        lazy_load=False,
        index=False,  # covered by the primary key
    )
    tag = ForeignKeyField(
        Tag,
        on_delete="CASCADE",
        constraint_name="fk_post_tags_tag_id",
        lazy_load=False,
    )

    class Meta:
        table_name = "post_tags"
        primary_key = CompositeKey("post", "tag")

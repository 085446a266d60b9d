"""Scheduled publications."""

from peewee import ForeignKeyField

from app.fields import UTCDateTimeField
from app.models import Base
from app.posts.models import Post


class Publication(Base):
    """The time at which a draft is to be published."""

    post = ForeignKeyField(
        Post,
        primary_key=True,
        on_delete="CASCADE",
        constraint_name="fk_publications_post_id",
        lazy_load=False,
    )
    post_id: int
    publish_at = UTCDateTimeField(index=True)

    class Meta:
        table_name = "publications"

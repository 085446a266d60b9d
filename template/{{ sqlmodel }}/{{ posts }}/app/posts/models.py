"""Posts, their tags, and the association between them."""

from datetime import datetime

from sqlmodel import Field, Relationship, Text

from app.columns import UTCDateTime
from app.models import Base, Timestamps
from app.users.models import User


class PostTag(Base, table=True):
    __tablename__ = "post_tags"

    post_id: int = Field(foreign_key="posts.id", ondelete="CASCADE", primary_key=True)
    tag_id: int = Field(
        foreign_key="tags.id", ondelete="CASCADE", primary_key=True, index=True
    )


class Tag(Base, table=True):
    __tablename__ = "tags"

    id: int = Field(default=None, primary_key=True)
    # Lower-casing can lengthen a text, so there is room for more than 50 letters.
    name: str = Field(max_length=100, unique=True)


class Post(Timestamps, table=True):
    """A post; queries load its relationships, since access to them does not."""

    __tablename__ = "posts"

    id: int = Field(default=None, primary_key=True)
    # It follows from the author.
    author_id: int = Field(
        default=None, foreign_key="users.id", ondelete="CASCADE", index=True
    )
    title: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    published_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    views: int = 0

    author: User = Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})
    tags: list[Tag] = Relationship(
        link_model=PostTag,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": Tag.name},
    )

    @property
    def tag_names(self) -> list[str]:
        return sorted(tag.name for tag in self.tags)

"""Posts, their tags, and the association between them."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models import Base, Timestamps
from app.users.models import User

post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "tag_id",
        ForeignKey("tags.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Tag(Base):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Lower-casing can lengthen a text, so there is room for more than 50 letters.
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Post(Timestamps, Base):
    """A post; queries load its relationships, since access to them does not."""

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    views: Mapped[int] = mapped_column(default=0)

    author: Mapped[User] = relationship(lazy="raise_on_sql")
    tags: Mapped[list[Tag]] = relationship(
        secondary=post_tags,
        lazy="raise_on_sql",
        order_by=Tag.name,
        passive_deletes=True,
    )

    @property
    def tag_names(self) -> list[str]:
        return sorted(tag.name for tag in self.tags)

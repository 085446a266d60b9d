"""The table of scheduled publications."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models import Base
from app.posts.models import Post


class Publication(Base):
    """The time at which a draft is to be published."""

    __tablename__ = "publications"

    post_id: Mapped[int] = mapped_column(
        ForeignKey(Post.id, ondelete="CASCADE"), primary_key=True
    )
    publish_at: Mapped[datetime] = mapped_column(index=True)

"""The table of scheduled publications."""

from datetime import datetime

from sqlmodel import Field

from app.columns import UTCDateTime
from app.models import Base


class Publication(Base, table=True):
    """The time at which a draft is to be published."""

    __tablename__ = "publications"

    post_id: int = Field(foreign_key="posts.id", ondelete="CASCADE", primary_key=True)
    publish_at: datetime = Field(sa_type=UTCDateTime, index=True)

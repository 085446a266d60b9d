"""Base model and columns shared by all tables."""

from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import ClassVar

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

import app
from app.columns import NAMING_CONVENTION, UTCDateTime


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(SQLModel):
    metadata: ClassVar = MetaData(naming_convention=NAMING_CONVENTION)


class Timestamps(Base):
    created_at: datetime = Field(default_factory=utc_now, sa_type=UTCDateTime)
    updated_at: datetime = Field(
        default_factory=utc_now,
        sa_type=UTCDateTime,
        sa_column_kwargs={"onupdate": utc_now},
    )


def load_metadata() -> MetaData:
    """Import the models of all features, and return the metadata of their tables."""
    for module in walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return Base.metadata

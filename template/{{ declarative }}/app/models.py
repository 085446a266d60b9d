"""Declarative base and columns shared by all models."""

import enum
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import app
from app.columns import NAMING_CONVENTION, UTCDateTime, enum_type


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar = {
        datetime: UTCDateTime,
        enum.Enum: enum_type(enum.Enum),
    }


class Timestamps:
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


def load_metadata() -> MetaData:
    """Import the models of all features, and return the metadata of their tables."""
    for module in walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return Base.metadata

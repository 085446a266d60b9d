"""What every model is made of."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from peewee import Check, DatabaseProxy, Model
from playhouse.shortcuts import ThreadSafeDatabaseMetadata

import app
from app.fields import UTCDateTimeField


def utc_now() -> datetime:
    return datetime.now(UTC)


class Base(Model):
    class Meta:
        # None in particular: a session binds the models to the database of its
        # application, in its own thread and for as long as it lasts.
        database = DatabaseProxy()
        model_metadata_class = ThreadSafeDatabaseMetadata
        legacy_table_names = False


class Timestamps(Base):
    created_at = UTCDateTimeField(default=utc_now)
    updated_at = UTCDateTimeField(default=utc_now)

    def save(
        self, force_insert: bool = False, only: Iterable[Any] | None = None
    ) -> int:
        """Write the row, or these fields of it, and when that was."""
        self.updated_at = utc_now()
        written = None if only is None else [*only, "updated_at"]
        return super().save(force_insert, written)


def one_of(column: str, values: Iterable[str], name: str) -> Any:
    """Return the constraint that a column holds one of these values, as of an enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})", name=name)


def load_models() -> list[type[Base]]:
    """The models of all features, which are imported here to be known."""
    for module in walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return [model for model in descendants(Base) if model.__module__ != __name__]


def descendants(model: type[Base]) -> Iterator[type[Base]]:
    for child in model.__subclasses__():
        yield child
        yield from descendants(child)

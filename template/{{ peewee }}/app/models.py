"""The base of all models, timestamps, and the database that they use."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from peewee import Check, Model, Proxy

import app
from app.fields import UTCDateTimeField


def utc_now() -> datetime:
    return datetime.now(UTC)


# The current application's database: see `app.database`.
database = Proxy()


class Base(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Timestamps(Base):
    """Records when a row was created and last changed."""

    created_at = UTCDateTimeField(default=utc_now)
    updated_at = UTCDateTimeField(default=utc_now)

    def save(
        self, force_insert: bool = False, only: Iterable[Any] | None = None
    ) -> int:
        """Save the row, or only these fields, with the time of the change."""
        self.updated_at = utc_now()
        written = None if only is None else [*only, "updated_at"]
        return super().save(force_insert, written)


def one_of(column: str, values: Iterable[str], name: str) -> Any:
    """Return a check that a column holds one of these values, such as an enum's."""
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})", name=name)


def load_models() -> list[type[Base]]:
    """Import and return the models of all features."""
    for module in walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            import_module(module.name)
    return [model for model in descendants(Base) if model.__module__ != __name__]


def descendants(model: type[Base]) -> Iterator[type[Base]]:
    for child in model.__subclasses__():
        yield child
        yield from descendants(child)

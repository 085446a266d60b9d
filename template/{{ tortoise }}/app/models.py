"""What every table is made of, and which there are."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pkgutil import walk_packages
from typing import Any

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

import app


def utc_now() -> datetime:
    return datetime.now(UTC)


class Timestamps(Model):
    """Tells when a row was made, and when something in it changed last."""

    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        abstract = True

    def __setattr__(self, name: str, value: Any) -> None:
        columns = self._meta.fields_db_projection
        if name in columns and value != getattr(self, name, None):
            self.changed.add(name)
        super().__setattr__(name, value)

    @property
    def changed(self) -> set[str]:
        """The columns that were set to something else since they were stored."""
        names: set[str] = self.__dict__.setdefault("_changed", set())
        return names

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,
        force_update: bool = False,
    ) -> None:
        """Write a new row, or what has changed in one, if anything has."""
        if self._saved_in_db and update_fields is None:
            if not self.changed:
                return
            update_fields = {*self.changed, "updated_at"}
        await super().save(using_db, update_fields, force_create, force_update)
        self.changed.clear()


def configure(connection: dict[str, Any]) -> dict[str, Any]:
    """Tell Tortoise of a connection, and of every feature's models."""
    modules = {module.name for module in walk_packages(app.__path__, "app.")}
    features = sorted(name for name in modules if name.endswith(".models"))
    features.remove(__name__)
    return {
        "connections": {"default": connection},
        "apps": {"models": {"models": features, "migrations": "migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }

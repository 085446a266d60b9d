"""What models share, and Tortoise's configuration."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pkgutil import walk_packages
from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

import app


def utc_now() -> datetime:
    return datetime.now(UTC)


class Timestamps(Model):
    """Records when a row was created and last changed."""

    created_at = fields.DatetimeField(auto_now_add=True)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        abstract = True


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """Return a check that a column holds one of these values, such as an enum's."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name)


def configure(connection: dict[str, Any]) -> dict[str, Any]:
    """Configure Tortoise with a connection and the models of all features."""
    modules = {module.name for module in walk_packages(app.__path__, "app.")}
    features = sorted(name for name in modules if name.endswith(".models"))
    features.remove(__name__)
    return {
        "connections": {"default": connection},
        "apps": {"models": {"models": features, "migrations": "migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }

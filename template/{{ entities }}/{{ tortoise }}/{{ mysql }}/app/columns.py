"""Columns that MySQL and MariaDB would define otherwise."""

from typing import Any

from tortoise import fields


class CharField(fields.CharField[Any]):
    """Text compared by its exact characters; by default, "é" would equal "e"."""

    @property
    def SQL_TYPE(self) -> str:  # type: ignore[override]  # noqa: N802
        return f"VARCHAR({self.max_length}) COLLATE utf8mb4_bin"

"""Documents in a table."""

import json
from typing import Any

from peewee import Field


class JSONField(Field):
    """An object or a list. MariaDB, which has no type for JSON, returns it as text."""

    field_type = "JSON"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)

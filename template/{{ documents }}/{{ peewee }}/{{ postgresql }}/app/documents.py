"""Documents in a table."""

import json
from typing import Any

from peewee import Field


class JSONField(Field):
    """An object or a list, which the driver reads."""

    field_type = "JSON"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value)

"""Documents: JSON that is compared by its types, too."""

import json
from typing import Any

from sqlalchemy import JSON, TypeDecorator


class Document(TypeDecorator[Any]):
    """An object or a list. To Python, 1 equals true; to JSON, it doesn't."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def compare_values(self, x: Any, y: Any) -> bool:
        return json.dumps(x) == json.dumps(y)

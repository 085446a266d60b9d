"""The migrations, and how `tortoise` finds them: see `[tool.tortoise]`."""

from app.config import get_settings
from app.engine import file_path
from app.models import configure

TORTOISE_ORM = configure(
    {
        "engine": "tortoise.backends.sqlite",
        "credentials": {
            "file_path": file_path(get_settings()),
            # Tortoise changes a column by a new table, which takes the old one's place:
            # with foreign keys, dropping that would delete the rows that refer to it.
            "foreign_keys": "OFF",
        },
    }
)

"""The migrations, and the configuration of the `tortoise` command."""

from app.config import get_settings
from app.engine import file_path
from app.models import configure

TORTOISE_ORM = configure(
    {
        "engine": "tortoise.backends.sqlite",
        "credentials": {
            "file_path": file_path(get_settings()),
            # To change a column, Tortoise replaces the table. With foreign keys on,
            # dropping the old table would delete the rows that refer to it.
            "foreign_keys": "OFF",
        },
    }
)

"""The migrations, and how `tortoise` finds them: see `[tool.tortoise]`."""

from app.config import get_settings
from app.engine import connection
from app.models import configure

TORTOISE_ORM = configure(connection(get_settings()))

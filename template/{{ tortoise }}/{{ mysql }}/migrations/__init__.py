"""The migrations, and the configuration of the `tortoise` command."""

from app.config import get_settings
from app.engine import connection
from app.models import configure

# A statement of a migration may take longer than one of a request.
settings = get_settings().model_copy(update={"database_timeout_seconds": 3600})
TORTOISE_ORM = configure(connection(settings))

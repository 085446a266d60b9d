"""The migrations, and the database and models for `pwmigrate`."""

from app.config import get_settings
from app.models import load_models
from app.pool import create_pool

# A statement of a migration may take longer than one of a request.
settings = get_settings().model_copy(update={"database_timeout_seconds": 3600})
database = create_pool(settings)
models = load_models()

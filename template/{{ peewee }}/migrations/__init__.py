"""What `pwmigrate` works on: the database of the settings, and the models of all."""

from app.config import get_settings
from app.models import load_models
from app.pool import create_pool

database = create_pool(get_settings())
models = load_models()

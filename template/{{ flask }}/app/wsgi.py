"""WSGI application for the production server and the `flask` command."""

import os

from app.config import get_settings
from app.environment import require_environment
from app.main import create_app

settings = get_settings()
if "FLASK_RUN_FROM_CLI" not in os.environ:  # set by the `flask` command
    require_environment(settings)
application = create_app(settings)

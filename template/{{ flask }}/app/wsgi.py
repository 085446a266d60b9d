"""The application as WSGI, which the production server and `flask` run."""

import os

from app.config import get_settings
from app.environment import require_environment
from app.main import create_app

settings = get_settings()
if "FLASK_RUN_FROM_CLI" not in os.environ:  # which Flask's own command sets
    require_environment(settings)
application = create_app(settings)

"""The tests: over HTTP in `api`, in the service's own idiom beside it.

The application is set up by its settings when it is imported, so these are made here,
before any test is: whatever the environment and `.env` hold, only the server of
DATABASE_URL is taken from them.
"""

import os

from app.config import Settings
from tests.database import url_for_tests

DATABASE_URL = url_for_tests()

for name in Settings.model_fields:
    if name != "admin_password":  # `poe smoke` logs in with it
        os.environ.pop(name.upper(), None)
Settings.model_config["env_file"] = None
os.environ["ENVIRONMENT"] = "test"
os.environ["DATABASE_URL"] = DATABASE_URL
os.environ["LOG_LEVEL"] = "WARNING"

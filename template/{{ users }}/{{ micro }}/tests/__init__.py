"""The tests. Those in `api` use HTTP only.

Importing the application reads its settings, so they are set here first. Only the
server of DATABASE_URL is taken from the environment and `.env`.
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

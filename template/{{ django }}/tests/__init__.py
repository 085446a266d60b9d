"""Tests. pytest-django creates their database from the migrations.

The environment is set here, before the settings are imported. Of the developer's
environment and `.env`, the tests use only DATABASE_URL.
"""

import os

from app.config import Settings

DATABASE_URL = Settings().database_url.get_secret_value()

for name in Settings.model_fields:
    if name != "admin_password":  # `poe smoke` logs in with it
        os.environ.pop(name.upper(), None)
Settings.model_config["env_file"] = None
os.environ["ENVIRONMENT"] = "test"
os.environ["DATABASE_URL"] = DATABASE_URL
os.environ["LOG_LEVEL"] = "WARNING"

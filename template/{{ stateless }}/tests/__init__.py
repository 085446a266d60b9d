"""Tests of the service. Those in `api` only use HTTP.

The settings of the tests are set here, before the application is imported. They ignore
the environment and `.env`.
"""

import os

from app.config import Settings

for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)
Settings.model_config["env_file"] = None
os.environ["ENVIRONMENT"] = "test"
os.environ["LOG_LEVEL"] = "WARNING"

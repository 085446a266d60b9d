"""The tests: over HTTP in `api`, in the service's own idiom beside it.

The application is set up by its settings when it is imported, so these are made here,
before any test is: nothing is taken from the environment or from `.env`.
"""

import os

from app.config import Settings

for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)
Settings.model_config["env_file"] = None
os.environ["ENVIRONMENT"] = "test"
os.environ["LOG_LEVEL"] = "WARNING"

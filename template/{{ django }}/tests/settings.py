"""The service's settings, but for hashes that take no time."""

import tests  # noqa: F401  it prepares the environment
from app.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The tests' threads end, and would leave their connections open.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

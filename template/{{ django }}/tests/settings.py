"""The service's settings, with a fast password hasher and a test database."""

from secrets import token_hex

import tests  # noqa: F401  sets the environment
from app.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Threads of tests end, and would leave their connections open.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# Each run has its own database, so that two can run at once.
DATABASES["default"].setdefault("TEST", {})["NAME"] = (  # noqa: F405
    f"{DATABASES['default']['NAME']}_test_{token_hex(4)}"  # noqa: F405
)

"""The service's settings, but for hashes that take no time."""

from secrets import token_hex

import tests  # noqa: F401  it prepares the environment
from app.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The tests' threads end, and would leave their connections open.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
# A name for this run alone: two at once don't touch each other's.
DATABASES["default"].setdefault("TEST", {})["NAME"] = (  # noqa: F405
    f"{DATABASES['default']['NAME']}_test_{token_hex(4)}"  # noqa: F405
)

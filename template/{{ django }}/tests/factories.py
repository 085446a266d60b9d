"""Factories that store rows for tests, through the services.

Fields that are given replace the defaults.
"""

from typing import Any
from uuid import uuid4

from app.users import service as users
from app.users.models import Role, User

PASSWORD = "Correct horse 1"


def make_user(**fields: Any) -> User:
    defaults = {
        "email": f"{uuid4().hex}@example.com",
        "name": "Some One",
        "password": PASSWORD,
    }
    return users.create(**defaults | fields)


def make_admin() -> User:
    return make_user(name="Administrator", role=Role.ADMIN)

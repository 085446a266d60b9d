"""Users that tests make without HTTP."""

from typing import Any
from uuid import uuid4

from app.users import service
from app.users.models import Role, User

PASSWORD = "Correct horse 1"


def make_user(*, name: str = "Some One", **fields: Any) -> User:
    """Store a user with an address of its own."""
    email = f"{uuid4().hex}@example.com"
    return service.create(email=email, name=name, password=PASSWORD, **fields)


def make_admin() -> User:
    return make_user(name="Administrator", role=Role.ADMIN)

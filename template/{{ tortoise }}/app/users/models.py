"""The user model."""

import secrets
from enum import StrEnum
from typing import ClassVar

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from app.models import Timestamps, one_of


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


def first_token_version() -> int:
    """Return a random start, so that no token fits a later user with the same id."""
    return secrets.randbelow(2**30)


class User(Timestamps):
    id = fields.IntField(primary_key=True)
    email = fields.CharField(max_length=320, unique=True)
    email_verified = fields.BooleanField(default=False, db_default=False)
    name = fields.CharField(max_length=100)
    password_hash = fields.CharField(max_length=255)
    role = fields.CharEnumField(Role, max_length=10, default=Role.USER)
    is_active = fields.BooleanField(default=True)
    token_version = fields.IntField(default=first_token_version)

    class Meta:
        table = "users"
        constraints: ClassVar = [
            CheckConstraint("email = lower(email)", "ck_users_email_lower"),
            one_of("role", Role, "ck_users_role"),
        ]

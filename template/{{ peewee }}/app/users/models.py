"""The user model."""

import secrets
from enum import StrEnum

from peewee import AutoField, BooleanField, Check, IntegerField
from playhouse.fields import EnumField

from app.fields import CharField
from app.models import Timestamps, one_of


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


def first_token_version() -> int:
    """Return a random start, so that no token fits a later user with the same id."""
    return secrets.randbelow(2**30)


class User(Timestamps):
    id = AutoField()
    email = CharField(max_length=320, unique=True)
    email_verified = BooleanField(default=False)
    name = CharField(max_length=100)
    password_hash = CharField(max_length=255)
    role = EnumField(Role, max_length=10, default=Role.USER)
    is_active = BooleanField(default=True)
    token_version = IntegerField(default=first_token_version)

    class Meta:
        table_name = "users"
        constraints = (
            Check("email = lower(email)", name="ck_users_email_lower"),
            one_of("role", Role, "ck_users_role"),
        )

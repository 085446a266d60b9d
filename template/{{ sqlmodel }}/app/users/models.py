"""Users and their roles."""

import secrets
from enum import StrEnum

from sqlmodel import CheckConstraint, Field

from app.columns import enum_type
from app.models import Timestamps


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


def first_token_version() -> int:
    """Return a random version, so tokens of a deleted user don't fit a reused id."""
    return secrets.randbelow(2**30)


class User(Timestamps, table=True):
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    # None until the row is stored.
    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=320, unique=True)
    email_verified: bool = Field(
        default=False, sa_column_kwargs={"server_default": "0"}
    )
    name: str = Field(max_length=100)
    password_hash: str = Field(max_length=255)
    role: Role = Field(default=Role.USER, sa_type=enum_type(Role, length=10))
    is_active: bool = True
    token_version: int = Field(default_factory=first_token_version)

"""The users table."""

import secrets
from enum import StrEnum

from sqlmodel import CheckConstraint, Enum, Field

from app.models import Timestamps


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


def first_token_version() -> int:
    """A random start: a token of a deleted user is no token of the next with its id."""
    return secrets.randbelow(2**30)


class User(Timestamps, table=True):
    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    # The database gives it; until then it is None.
    id: int = Field(default=None, primary_key=True)
    email: str = Field(max_length=320, unique=True)
    email_verified: bool = Field(
        default=False, sa_column_kwargs={"server_default": "0"}
    )
    name: str = Field(max_length=100)
    password_hash: str = Field(max_length=255)
    role: Role = Field(
        default=Role.USER,
        sa_type=Enum(
            Role,
            native_enum=False,
            create_constraint=True,
            length=10,
            name="role",
            values_callable=lambda roles: [role.value for role in roles],
        ),
    )
    is_active: bool = True
    token_version: int = Field(default_factory=first_token_version)

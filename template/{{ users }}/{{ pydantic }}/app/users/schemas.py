"""The bodies of requests and responses about users and their tokens."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    MISSING,
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
)

from app.pagination import PageParams
from app.schemas import Input, Output, SearchText, Text
from app.users.models import Role


def check_password(value: str) -> str:
    if not any(character.isupper() for character in value):
        raise ValueError("must hold an upper-case letter")
    if not any(character.isdigit() for character in value):
        raise ValueError("must hold a digit")
    return value


def check_bare(value: object) -> object:
    """Refuse a name beside the address, which Pydantic would take and drop."""
    if isinstance(value, str) and "<" in value:
        raise ValueError("must be an address such as ada@example.com, without a name")
    return value


Email = Annotated[EmailStr, BeforeValidator(check_bare), AfterValidator(str.lower)]
Name = Annotated[Text, Field(min_length=2, max_length=100)]
Password = Annotated[
    str,
    Field(
        min_length=8,
        max_length=128,
        description="Holds an upper-case letter and a digit.",
    ),
    AfterValidator(check_password),
]


class UserCreate(Input):
    email: Email
    name: Name
    password: Password


class UserSelfUpdate(Input):
    """What users change about themselves; only the fields sent are changed."""

    name: Name | MISSING = MISSING
    email: Email | MISSING = MISSING
    password: Password | MISSING = MISSING
    current_password: str | MISSING = Field(
        default=MISSING, description="Needed to change the address or the password."
    )


class UserAdminUpdate(Input):
    """What administrators change; only the fields sent are changed."""

    name: Name | MISSING = MISSING
    role: Role | MISSING = MISSING
    is_active: bool | MISSING = MISSING


class UserRead(Output):
    id: int
    email: str
    email_verified: bool
    name: str
    role: Role
    is_active: bool
    created_at: datetime
    updated_at: datetime


class UserFilters(PageParams):
    q: SearchText | None = Field(default=None, description="Part of a name or address.")


class Credentials(BaseModel):
    """The form of a login; unknown fields are ignored (RFC 6749, section 3.2)."""

    model_config = ConfigDict(str_strip_whitespace=True)

    username: Annotated[Text, Field(max_length=320, description="The e-mail address.")]
    password: str


class RefreshRequest(Input):
    refresh_token: str


class PasswordResetRequest(Input):
    email: Email


class PasswordReset(Input):
    token: str = Field(description="Of the link in the mail.")
    password: Password


class LinkToken(Input):
    token: str = Field(description="Of the link in the mail.")


class TokenPair(Output):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds until the access token expires.")

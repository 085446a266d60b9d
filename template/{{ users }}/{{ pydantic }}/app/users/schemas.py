"""Request and response bodies of users and tokens."""

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
        raise ValueError("must contain an upper-case letter")
    if not any(character.isdigit() for character in value):
        raise ValueError("must contain a digit")
    return value


def check_bare(value: object) -> object:
    """Refuse `Ada <ada@example.com>`, from which Pydantic would drop the name."""
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
        description="Must contain an upper-case letter and a digit.",
    ),
    AfterValidator(check_password),
]


class UserCreate(Input):
    email: Email
    name: Name
    password: Password


class UserSelfUpdate(Input):
    """Changes to one's own account. Fields that are left out don't change."""

    name: Name | MISSING = MISSING
    email: Email | MISSING = MISSING
    password: Password | MISSING = MISSING
    current_password: str | MISSING = Field(
        default=MISSING,
        description="Required to change the e-mail address or the password.",
    )


class UserAdminUpdate(Input):
    """Changes by an administrator. Fields that are left out don't change."""

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
    q: SearchText | None = Field(
        default=None, description="Part of a name or e-mail address."
    )


class Credentials(BaseModel):
    """Log-in form. Unknown fields are ignored (RFC 6749, section 3.2)."""

    model_config = ConfigDict(str_strip_whitespace=True)

    username: Annotated[Text, Field(max_length=320, description="The e-mail address.")]
    password: str


class RefreshRequest(Input):
    refresh_token: str


class PasswordResetRequest(Input):
    email: Email


class PasswordReset(Input):
    token: str = Field(description="The token in the link of the mail.")
    password: Password


class LinkToken(Input):
    token: str = Field(description="The token in the link of the mail.")


class TokenPair(Output):
    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds until the access token expires.")

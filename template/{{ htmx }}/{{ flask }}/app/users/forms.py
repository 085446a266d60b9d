"""The forms of accounts, where they differ from the bodies of the API's requests."""

from pydantic import ValidationInfo, field_validator

from app.schemas import Input
from app.users.schemas import Email, Password


class ResetRequest(Input):
    email: Email


class NewPassword(Input):
    """A password is typed twice, since one can't read it."""

    password: Password
    password_again: str

    @field_validator("password_again")
    @classmethod
    def check_same(cls, value: str, info: ValidationInfo) -> str:
        if value != info.data.get("password", value):
            raise ValueError("must be the same as the new password")
        return value


class PasswordChange(NewPassword):
    current_password: str

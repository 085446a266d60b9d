"""Forms of accounts."""

from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from app.forms import SchemaForm, rules_of
from app.schemas import Input
from app.users.schemas import (
    Credentials,
    Password,
    PasswordResetRequest,
    UserCreate,
    UserSelfUpdate,
)

PASSWORD_RULES = "At least {minLength} characters. {description}".format_map(
    rules_of(UserCreate)["password"]
)


class NewPassword(Input):
    password: Password


class SignUpForm(SchemaForm[UserCreate]):
    schema = UserCreate

    email = EmailField("E-mail address")
    name = StringField("Name")
    password = PasswordField("Password", description=PASSWORD_RULES)


class LogInForm(SchemaForm[Credentials]):
    schema = Credentials

    username = EmailField("E-mail address")
    password = PasswordField("Password")


class PasswordResetRequestForm(SchemaForm[PasswordResetRequest]):
    schema = PasswordResetRequest

    email = EmailField("E-mail address")


class PasswordResetForm(SchemaForm[NewPassword]):
    schema = NewPassword

    password = PasswordField("New password", description=PASSWORD_RULES)
    password_again = PasswordField(
        "New password again",
        [InputRequired(), EqualTo("password", "The passwords don't match.")],
    )


class PasswordChangeForm(SchemaForm[UserSelfUpdate]):
    schema = UserSelfUpdate

    current_password = PasswordField("Current password", [InputRequired()])
    password = PasswordField(
        "New password", [InputRequired()], description=PASSWORD_RULES
    )
    password_again = PasswordField(
        "New password again",
        [InputRequired(), EqualTo("password", "The passwords don't match.")],
    )

"""The forms of accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    BaseUserCreationForm,
    PasswordResetForm,
    UsernameField,
)

from app.background import after_commit
from app.users import service
from app.users.models import User


class SignUpForm(BaseUserCreationForm):
    name = forms.CharField(
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ["email", "name"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email"})}

    def validate_unique(self) -> None:
        """Whether the address is taken is told, as by the API, only to who registers."""

    def validate_password_for_user(
        self, user: User, password_field_name: str = "password1"
    ) -> None:
        super().validate_password_for_user(user, password_field_name)

    def save(self, commit: bool = True) -> User:
        """Register the user.

        Raises:
            EmailTakenError: Another user has this address.
        """
        return service.register(
            email=self.cleaned_data["email"],
            name=self.cleaned_data["name"],
            password=self.cleaned_data["password1"],
        )


class LogInForm(AuthenticationForm):
    username = UsernameField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autofocus": True})
    )

    error_messages = {
        "invalid_login": "The e-mail address or the password is wrong.",
        "inactive": "The e-mail address or the password is wrong.",
    }


class ResetForm(PasswordResetForm):
    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send it later: how long the answer takes must not tell who has an account."""
        after_commit(super().send_mail, *args, **kwargs)

"""The forms of accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
    UsernameField,
)
from django.contrib.auth.password_validation import validate_password

from app.background import after_commit
from app.users import service
from app.users.models import User
from app.users.passwords import RULE


class SignUpForm(forms.ModelForm):
    name = forms.CharField(
        min_length=2,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password = forms.CharField(
        strip=False,
        validators=[validate_password],
        help_text=f"It has {RULE}.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["email", "name"]
        widgets = {"email": forms.EmailInput({"autocomplete": "email"})}

    def validate_unique(self) -> None:
        """Leave it to the database: only who registers is told of a taken address."""

    def save(self, commit: bool = True) -> User:
        """Register the user.

        Raises:
            EmailTakenError: Another user has this address.
            RegistrationClosedError: The settings say so.
        """
        data = self.cleaned_data
        return service.register(
            email=data["email"], name=data["name"], password=data["password"]
        )


class LogInForm(AuthenticationForm):
    username = UsernameField(
        label="E-mail address", widget=forms.EmailInput({"autofocus": True})
    )

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "The e-mail address or the password is wrong.",
    }


class NewPasswordForm(SetPasswordForm):
    def save(self, commit: bool = True) -> User:
        """Store the password, and nothing else of the user.

        Raises:
            NotFoundError: The user was deleted meanwhile.
        """
        user: User = super().save(commit=False)
        return service.update(user, changes={"password": user.password})


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    pass


class ResetForm(PasswordResetForm):
    def clean_email(self) -> str:
        """Look for it as it is stored: in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send it later: how long the answer takes must not tell who has an account."""
        after_commit(super().send_mail, *args, **kwargs)

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
from django.core.exceptions import ValidationError

from app.background import after_commit
from app.limits import ClientLimits
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

    def register(self, *, page: str) -> User:
        """Store the user.

        Args:
            page: The address of the page that verifies the user's own.

        Raises:
            EmailTakenError: Another user has this address.
            RegistrationClosedError: The settings say so.
        """
        data = self.cleaned_data
        return service.register(
            email=data["email"],
            name=data["name"],
            password=data["password"],
            page=page,
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
    def __init__(self, *args: Any, limits: ClientLimits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits

    def clean_old_password(self) -> str:
        """Limit guesses like those of a log-in.

        Raises:
            TooManyRequestsError: The client has failed too often.
        """
        account = self.user.get_username()
        with self.limits.log_in_attempt(account, failure=ValidationError):
            return str(super().clean_old_password())


class ResetForm(PasswordResetForm):
    def clean_email(self) -> str:
        """Look for it as it is stored: in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Send it later: how long the answer takes must not tell who has an account."""
        after_commit(super().save, *args, **kwargs)


class ResetPasswordForm(SetPasswordForm):
    def save(self, commit: bool = True) -> User:
        """Store the password, and that the user has read a mail to the address.

        Raises:
            NotFoundError: The user was deleted meanwhile.
        """
        user: User = super().save(commit=False)
        changes = {"password": user.password, "email_verified": True}
        return service.update(user, changes=changes)

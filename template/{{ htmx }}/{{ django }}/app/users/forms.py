"""Forms of accounts."""

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

from app.limits import ClientLimits
from app.users import reset_mail, service
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
        help_text=f"Use {RULE}.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["email", "name"]
        widgets = {"email": forms.EmailInput({"autocomplete": "email"})}

    def __init__(self, *args: Any, page: str, **kwargs: Any) -> None:
        """Create the form.

        Args:
            page: The URL of the page that verifies e-mail addresses.
        """
        super().__init__(*args, **kwargs)
        self.page = page

    def validate_unique(self) -> None:
        """Leave it to `save`: checking a field must not reveal who has an account."""

    def save(self, commit: bool = True) -> User:
        """Register the user.

        Raises:
            EmailTakenError: Another user has this address.
            RegistrationClosedError: Registration is closed by the settings.
        """
        data = self.cleaned_data
        return service.register(
            email=data["email"],
            name=data["name"],
            password=data["password"],
            page=self.page,
        )


class LogInForm(AuthenticationForm):
    username = UsernameField(
        label="E-mail address", widget=forms.EmailInput({"autofocus": True})
    )

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Wrong e-mail address or password.",
    }


class NewPasswordForm(SetPasswordForm):
    def save(self, commit: bool = True) -> User:
        """Save the password, and no other field of the user.

        Raises:
            NotFoundError: The user was deleted in the meantime.
        """
        user: User = super().save(commit=False)
        return service.update(user, changes={"password": user.password})


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    def __init__(self, *args: Any, limits: ClientLimits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits

    def clean_old_password(self) -> str:
        """Check the password, and count a wrong one as a failed log-in.

        Raises:
            TooManyRequestsError: The client has failed too often.
        """
        account = self.user.get_username()
        with self.limits.log_in_attempt(account, failure=ValidationError):
            return str(super().clean_old_password())


class ResetForm(PasswordResetForm):
    def clean_email(self) -> str:
        """Compare in lower case, as addresses are stored."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Send the mail later: the response time must not reveal who has an account."""
        reset_mail.send_later(self, **kwargs)


class ResetPasswordForm(SetPasswordForm):
    def save(self, commit: bool = True) -> User:
        """Save the password, and mark the address as verified by the mail.

        Raises:
            NotFoundError: The user was deleted in the meantime.
        """
        user: User = super().save(commit=False)
        changes = {"password": user.password, "email_verified": True}
        return service.update(user, changes=changes)

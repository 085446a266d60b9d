"""The mail of the form that resets a password, sent in the background."""

from typing import Any

from django.contrib.auth.forms import PasswordResetForm

from app.background import after_commit


def send_later(form: PasswordResetForm, **options: Any) -> None:
    after_commit(PasswordResetForm.save, form, **options)

"""The mail of the form that resets a password, sent by a task."""

from typing import Any

from django.contrib.auth.forms import PasswordResetForm
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from app.queue import task
from app.users.links import reset_tokens


@task
def send(
    email: str, subject_template: str, text_template: str, context: dict[str, str]
) -> None:
    """Send a reset link to the active user with this address.

    Django's form would only log an error, and the task would not run again.
    """
    for user in PasswordResetForm().get_users(email):
        values = {
            **context,
            "user": user,
            "uid": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": reset_tokens.make_token(user),
        }
        subject = render_to_string(subject_template, values).strip()
        send_mail(subject, render_to_string(text_template, values), None, [user.email])


def send_later(form: PasswordResetForm, **options: Any) -> None:
    send.enqueue(
        form.cleaned_data["email"],
        options["subject_template_name"],
        options["email_template_name"],
        options["extra_email_context"],
    )

"""`manage.py create_admin EMAIL`."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from app.config import get_settings
from app.errors import EmailTakenError
from app.users import service
from app.users.models import Role


class Command(BaseCommand):
    help = "Create an administrator. ADMIN_PASSWORD or a prompt gives the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, email: str, **options: Any) -> None:
        preset = get_settings().admin_password
        password = (
            preset.get_secret_value()
            if preset
            else getpass.getpass(f"Password for {email}: ")
        )
        try:
            validate_email(email)
            validate_password(password)
            user = service.create(
                email=email,
                name="Administrator",
                password=password,
                role=Role.ADMIN,
                email_verified=True,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except EmailTakenError as error:
            raise CommandError(error.detail) from None
        self.stdout.write(f"Created administrator {user.email}.")

"""Commands of `flask`, which are also tasks of `poe`."""

import json
import sys

import click
from flask import Flask
from flask.cli import with_appcontext
from pydantic import ValidationError

from app.context import current_settings
from app.database import db
from app.database import migrate as migrate_database
from app.errors import AppError
from app.openapi import document
from app.users import service
from app.users.models import Role
from app.users.schemas import UserCreate


def init_app(app: Flask) -> None:
    for command in (migrate, create_admin, openapi):
        app.cli.add_command(command)


@click.command
def migrate() -> None:
    """Migrate the database to the newest revision."""
    migrate_database()


@click.command
@click.argument("email")
@with_appcontext
def create_admin(email: str) -> None:
    """Create an administrator, with ADMIN_PASSWORD or a password that you type."""
    preset = current_settings().admin_password
    password = (
        preset.get_secret_value()
        if preset
        else click.prompt(f"Password for {email}", hide_input=True)
    )
    try:
        data = UserCreate(email=email, name="Administrator", password=password)
        service.create(db.session, data=data, role=Role.ADMIN, email_verified=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        sys.exit(f"{first['loc'][0]}: {message}")
    except AppError as error:
        sys.exit(error.detail)
    db.commit()
    click.echo(f"Created administrator {data.email}.")


@click.command
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document."""
    click.echo(json.dumps(document(), indent=2))

"""Commands of `flask`, which are also tasks of `poe`."""

import json

import click
from flask import Flask
from flask.cli import with_appcontext

from app.openapi import document


def init_app(app: Flask) -> None:
    app.cli.add_command(openapi)


@click.command
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document."""
    click.echo(json.dumps(document(), indent=2))

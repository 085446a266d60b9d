"""The command of `flask`, which `poe` runs as well."""

import json

from flask import Flask

from app.config import Settings


def test_openapi_is_printed(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["openapi"])

    assert json.loads(result.output)["info"]["title"] == Settings().app_name

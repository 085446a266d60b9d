"""Commands of `flask`."""

import json

from flask import Flask

from app.config import Settings


def test_openapi_prints_the_document(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["openapi"])

    assert json.loads(result.output)["info"]["title"] == Settings().app_name

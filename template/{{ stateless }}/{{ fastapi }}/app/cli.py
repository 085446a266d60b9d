"""Commands: `poe openapi`."""

import json

from app.main import app


def print_openapi() -> None:
    print(json.dumps(app.openapi(), indent=2))

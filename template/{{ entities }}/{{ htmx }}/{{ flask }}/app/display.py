"""How pages show values."""

import json
from datetime import date, datetime
from enum import Enum

from flask import Flask


def init_app(app: Flask) -> None:
    app.add_template_filter(display)


def display(value: object) -> str:
    """Return the text for a value, such as "Yes" for true, or a dash for None."""
    match value:
        case None:
            text = "–"
        case bool():
            text = "Yes" if value else "No"
        case Enum():
            text = str(value.value).replace("_", " ").capitalize()
        case datetime():
            text = f"{value.day} {value:%B %Y, %H:%M}"
        case date():
            text = f"{value.day} {value:%B %Y}"
        case dict() | list():
            text = json.dumps(value, ensure_ascii=False, indent=2)
        case _:
            text = str(value)
    return text

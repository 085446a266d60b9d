"""Values as pages show them."""

import json
from datetime import date, datetime

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def display(value: object) -> str:
    """Write a value for people, and a dash where there is none."""
    match value:
        case None | "":
            return "–"
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return date_format(value, "j F Y, H:i")
        case date():
            return date_format(value, "j F Y")
        case dict() | list():
            return json.dumps(value, indent=2, ensure_ascii=False)
    return str(value)

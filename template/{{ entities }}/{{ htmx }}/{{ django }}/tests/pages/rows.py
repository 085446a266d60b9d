"""What the pages of rows show, and what a browser sends from their forms."""

import re
from typing import Any

from django import forms


def row_paths(response: Any) -> list[str]:
    """Find the pages to which the rows of a list link."""
    return re.findall(r'<th scope="row"><a href="([^"]+)">', response.text)


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """Send a form as it is shown."""
    values = {}
    for field in form:
        widget = field.field.widget
        if isinstance(widget, forms.CheckboxInput):
            values[field.html_name] = "on" if field.value() else None
        else:
            values[field.html_name] = widget.format_value(field.value())
    return {name: value for name, value in values.items() if value is not None}

"""The values that a browser submits with a form."""

from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse


class Inputs(HTMLParser):
    """Collects the values of the fields of a page, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = ""
        self.feed(page)

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input":
            is_box = found.get("type") == "checkbox"
            if name != "csrf_token" and (not is_box or "checked" in found):
                self.add(name, value)
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.add(self.select, value)
        elif tag == "textarea":
            self.textarea = name
            self.add(name, "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            # Browsers ignore a line break at the beginning.
            self.values[self.textarea] = [data.removeprefix("\r").removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""


def values_of(page: TestResponse) -> dict[str, Any]:
    """Return the values of the form on a page."""
    assert page.status_code == 200, page.text
    return dict(Inputs(page.text).values)

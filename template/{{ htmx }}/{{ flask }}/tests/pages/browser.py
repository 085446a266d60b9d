"""Helpers to send forms and to read pages."""

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTMX = {"HX-Request": "true"}
PASSWORD = "Secret-pass-1"
# What the Content-Security-Policy forbids.
INLINE = re.compile(
    r"<style|\sstyle=|<script(?! src=)|\son\w+=|javascript:", re.IGNORECASE
)


class Mail(NamedTuple):
    to: str
    subject: str
    text: str


def csrf_token_of(page: TestResponse) -> str:
    """Return the CSRF token of the forms on a page."""
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def submit(
    client: FlaskClient, path: str, form: Mapping[str, str], *, page: str | None = None
) -> TestResponse:
    """Submit a form with the CSRF token of a page, by default the form's own."""
    token = csrf_token_of(client.get(page or path))
    return client.post(path, data={**form, "csrf_token": token})


def check_field(client: FlaskClient, path: str, field: str, value: str) -> TestResponse:
    """Check a field, as HTMX does after the user has left it."""
    headers = {**HTMX, "X-CSRFToken": csrf_token_of(client.get(path))}
    return client.post(f"{path}?field={field}", data={field: value}, headers=headers)


def log_in(
    client: FlaskClient, email: str, password: str = PASSWORD, target: str = ""
) -> TestResponse:
    path = f"/log-in?{urlencode({'next': target})}" if target else "/log-in"
    return submit(client, path, {"username": email, "password": password})


def is_logged_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def redirect_target(response: TestResponse) -> str:
    """Return the URL that a response redirects to."""
    assert response.location is not None, response.text
    return response.location


def messages(client: FlaskClient) -> list[str]:
    """Return the messages on the next page."""
    return re.findall(r'<p class="message">(.*?)</p>', client.get("/").text)


def is_marked_invalid(page: TestResponse, field: str) -> bool:
    (tag,) = re.findall(rf'<[^>]* name="{field}"[^>]*>', page.text)
    return 'aria-invalid="true"' in tag


def errors(page: TestResponse) -> dict[str, list[str]]:
    """Return the errors of a form by field. Those of the form are under "form"."""
    lists = re.findall(
        r'<ul class="errorlist" id="(\w+)_error">(.*?)</ul>', page.text, re.DOTALL
    )
    return {
        field: [unescape(error) for error in re.findall("<li>(.*?)</li>", items)]
        for field, items in lists
    }

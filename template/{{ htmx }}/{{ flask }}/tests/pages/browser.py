"""What a browser sends, and what a visitor sees of an answer."""

import re
from collections.abc import Mapping
from html import unescape
from typing import NamedTuple

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTMX = {"HX-Request": "true"}
PASSWORD = "Secret-pass-1"
# What the policy would have a browser refuse.
INLINE = re.compile(
    r"<style|\sstyle=|<script(?! src=)|\son\w+=|javascript:", re.IGNORECASE
)


class Mail(NamedTuple):
    to: str
    subject: str
    text: str


def token_on(page: TestResponse) -> str:
    """The token of the page's forms, which proves that they come from the service."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def submit(
    client: FlaskClient, path: str, form: Mapping[str, str], *, page: str | None = None
) -> TestResponse:
    """Load the page, which need not have the form's path, and send its form."""
    token = token_on(client.get(page or path))
    return client.post(path, data={**form, "csrf_token": token})


def check(client: FlaskClient, path: str, field: str, value: str) -> TestResponse:
    """Send one field of the page's form, as HTMX does when one leaves it."""
    headers = {**HTMX, "X-CSRFToken": token_on(client.get(path))}
    return client.post(f"{path}?field={field}", data={field: value}, headers=headers)


def log_in(
    client: FlaskClient, email: str, password: str = PASSWORD, target: str = ""
) -> TestResponse:
    form = {"username": email, "password": password, "next": target}
    return submit(client, "/log-in", form)


def is_logged_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


def leads_to(response: TestResponse) -> str:
    """Where it redirects."""
    assert response.location is not None, response.text
    return response.location


def told(client: FlaskClient) -> list[str]:
    """The messages that the next page shows."""
    return re.findall(r'<p class="message">(.*?)</p>', client.get("/").text)


def errors(page: TestResponse) -> dict[str, list[str]]:
    """What a form's page says is wrong, by field."""
    lists = re.findall(
        r'<ul class="errorlist" id="id_(\w+)_error">(.*?)</ul>', page.text, re.DOTALL
    )
    return {
        field: [unescape(error) for error in re.findall("<li>(.*?)</li>", items)]
        for field, items in lists
    }

"""Validation of requests, and their description in the OpenAPI document."""

from typing import Annotated, Any

from flask import Response, jsonify
from httpx2 import Client
from pydantic import BaseModel, Field

from app.config import Settings
from app.main import create_app
from app.openapi import add_errors
from app.operations import api
from tests.api.problems import check_problem, pointers
from tests.wsgi import Transport


class Note(BaseModel):
    text: str


def test_path_and_form_are_validated() -> None:
    app = create_app(Settings())

    @app.post("/api/items/<number>")
    @api.validate(security=[{"key": []}])
    def add_note(number: Annotated[int, Field(ge=1)], form: Note) -> Response:
        """Add a note."""
        return jsonify(number=number, text=form.text)

    with Client(transport=Transport(app), base_url="http://testserver") as client:
        added = client.post("/api/items/7", data={"text": "Hello"})
        assert added.json() == {"number": 7, "text": "Hello"}
        response = client.post("/api/items/0", data={"text": "Hello"})
        assert pointers(response) == ["path.number"]
        response = client.post("/api/items/7", json={"text": "Hello"})
        check_problem(response, 415, "unsupported_media_type")


def test_document_lists_the_errors_of_an_operation() -> None:
    operation: dict[str, Any] = {
        "parameters": [],
        "requestBody": {"content": {}},
        "responses": {},
        "security": [{"key": []}],
    }

    add_errors("/api/items/{number}", operation)

    assert operation["responses"].keys() == {"400", "401", "404", "413", "415", "422"}

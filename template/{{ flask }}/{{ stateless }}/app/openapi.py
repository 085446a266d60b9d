"""The OpenAPI document, completed by the errors that follow from an operation."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, jsonify

from app.context import current_settings
from app.operations import api
from app.problems import MEDIA_TYPE, title

documents = Blueprint("documents", __name__, url_prefix="/api")


@documents.get("/openapi.json")
def openapi() -> Response:
    return jsonify(document())


@documents.get("/docs")
def docs() -> str:
    page: str = api.config.page_templates["swagger"]
    return page.format(
        spec_url="/api/openapi.json",
        spec_path="api",
        **api.config.swagger_oauth2_config(),
    )


def document() -> dict[str, Any]:
    """Describe the operations of the application at hand."""
    described: dict[str, Any] = deepcopy(api.spec)
    described["info"]["title"] = current_settings().app_name
    for operations in described["paths"].values():
        for operation in operations.values():
            complete(operation)
    return described


def complete(operation: dict[str, Any]) -> None:
    """Add what a view need not declare, and give every error its media type."""
    responses = operation["responses"]
    statuses = {int(status) for status in responses if int(status) >= 400}
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
    elif not operation["parameters"]:
        statuses.discard(422)  # SpecTree adds it wherever a response is declared
        responses.pop("422", None)
    for status in sorted(statuses):
        response = responses.setdefault(str(status), {})
        response.setdefault("description", title(status))
        schema = {"$ref": "#/components/schemas/Problem"}
        response["content"] = {MEDIA_TYPE: {"schema": schema}}

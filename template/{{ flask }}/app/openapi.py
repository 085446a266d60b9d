"""The OpenAPI document, completed by the errors that follow from an operation."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, jsonify, url_for

from app.context import current_settings
from app.operations import ANYONE, DEFAULT, api
from app.problems import MEDIA_TYPE, title

documents = Blueprint("documents", __name__, url_prefix="/api")


@documents.get("/openapi.json")
def openapi() -> Response:
    return jsonify(document())


@documents.get("/docs")
def docs() -> str:
    page: str = api.config.page_templates["swagger"]
    return page.format(
        spec_url=url_for("documents.openapi"),
        spec_path="api",
        **api.config.swagger_oauth2_config(),
    )


def document() -> dict[str, Any]:
    """Describe the operations of the application at hand."""
    described: dict[str, Any] = deepcopy(api.spec)
    described["info"]["title"] = current_settings().app_name
    if root_path := current_settings().root_path:
        name_prefix(described, root_path)
    for path, operations in described["paths"].items():
        for operation in operations.values():
            complete(path, operation)
    return described


def name_prefix(described: dict[str, Any], root_path: str) -> None:
    """Tell of the prefix once, as the server's, and where tokens come from."""
    described["servers"] = [{"url": root_path}]
    for scheme in described["components"].get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            flow["tokenUrl"] = root_path + flow["tokenUrl"]


def complete(path: str, operation: dict[str, Any]) -> None:
    """Add what a view need not declare, and give every error its media type."""
    responses = operation["responses"]
    if "requestBody" not in operation and not operation["parameters"]:
        responses.pop("422", None)  # SpecTree adds it wherever a response is declared
    statuses = {int(status) for status in responses if int(status) >= 400}
    if body := operation.get("requestBody"):
        statuses |= {400, 413, 415, 422}
        if form := body["content"].pop("multipart/form-data", None):
            body["content"]["application/x-www-form-urlencoded"] = form
    if operation["parameters"]:
        statuses.add(422)
    if operation.setdefault("security", DEFAULT) == ANYONE:
        del operation["security"]
    else:
        statuses.add(401)
    if "{" in path:
        statuses.add(404)
    for status in sorted(statuses):
        response = responses.setdefault(str(status), {})
        response.setdefault("description", title(status))
        schema = {"$ref": "#/components/schemas/Problem"}
        response["content"] = {MEDIA_TYPE: {"schema": schema}}

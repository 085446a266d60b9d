"""OpenAPI document, with the errors that each operation can return."""

from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, jsonify

from app.context import current_settings
from app.operations import ANYONE, DEFAULT, api
from app.problems import MEDIA_TYPE, title
from app.validation import header_name

PROBLEM = {"$ref": "#/components/schemas/Problem"}
# SpecTree's description of a 422.
PLAIN_PROBLEM = {"application/json": {"schema": PROBLEM}}
FORM = "application/x-www-form-urlencoded"

bp = Blueprint("openapi", __name__, url_prefix="/api")


@bp.get("/openapi.json")
def openapi() -> Response:
    return jsonify(document())


def document() -> dict[str, Any]:
    """Build the OpenAPI document of the current application."""
    described: dict[str, Any] = deepcopy(api.spec)
    described["info"]["title"] = current_settings().app_name
    if root_path := current_settings().root_path:
        add_root_path(described, root_path)
    schemas = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        for operation in operations.values():
            add_errors(path, operation)
            correct_request(operation, schemas)
    return described


def add_root_path(described: dict[str, Any], root_path: str) -> None:
    """Add the path prefix of the service to the server and the token URLs."""
    described["servers"] = [{"url": root_path}]
    for scheme in described["components"].get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            flow["tokenUrl"] = root_path + flow["tokenUrl"]


def correct_request(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Correct the names of headers and the media types of forms."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "header":
            parameter["name"] = header_name(parameter["name"])
    content = operation.get("requestBody", {}).get("content", {})
    if form := content.pop("multipart/form-data", None):
        model = schemas[form["schema"]["$ref"].rpartition("/")[2]]
        content["multipart/form-data" if has_file(model) else FORM] = form


def has_file(model: dict[str, Any]) -> bool:
    return any(
        schema.get("format") == "binary"
        for field in model.get("properties", {}).values()
        for schema in (field, field.get("items", {}))
    )


def add_errors(path: str, operation: dict[str, Any]) -> None:
    """Add the errors that a view doesn't declare, and the media type of each error."""
    responses = operation["responses"]
    takes_input = "requestBody" in operation or operation["parameters"]
    if not takes_input and responses.get("422", {}).get("content") == PLAIN_PROBLEM:
        del responses["422"]  # SpecTree adds it to every declared response
    statuses = {int(status) for status in responses if int(status) >= 400}
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
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
        # Keep a model that the view declares for an error.
        if response.get("content", PLAIN_PROBLEM) == PLAIN_PROBLEM:
            response["content"] = {MEDIA_TYPE: {"schema": PROBLEM}}

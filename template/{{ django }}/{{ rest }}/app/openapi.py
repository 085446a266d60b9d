"""Parts of the OpenAPI document that all operations share."""

from http import HTTPStatus
from typing import Any

from app.config import get_settings
from app.problems import MEDIA_TYPE


def describe_check(name: str, summary: str, **properties: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["status", *properties],
        "properties": {"status": {"type": "string", "enum": ["ok"]}, **properties},
    }
    response = {
        "description": "OK",
        "content": {"application/json": {"schema": schema}},
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": ["health"],
            "responses": {"200": response},
        }
    }


CHECKS = {"type": "object", "additionalProperties": {"type": "string"}}
READY = describe_check("ready", "Readiness: all checks pass.", checks=CHECKS)
READY["get"]["responses"]["503"] = {"description": "A check failed."}
HEALTH = {
    "/health/live": describe_check("live", "Liveness: the process runs."),
    "/health/ready": READY,
}


def complete_document(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the health checks, and the errors that all operations have."""
    if root_path := get_settings().root_path:
        move_prefix(result, root_path)
    result["paths"].update(HEALTH)
    for path, operations in result["paths"].items():
        for operation in operations.values():
            add_errors(path, operation)
    return result


def move_prefix(document: dict[str, Any], root_path: str) -> None:
    """Move the path prefix to the server, and add it to the URL of tokens."""
    document["servers"] = [{"url": root_path}]
    document["paths"] = {
        path.removeprefix(root_path): operations
        for path, operations in document["paths"].items()
    }
    for scheme in document["components"].get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            flow["tokenUrl"] = root_path + flow["tokenUrl"]


def add_errors(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    statuses = {int(status) for status in responses if int(status) >= 400}
    if "requestBody" in operation:
        statuses |= {400, 413, 415, 422}
    if operation.get("parameters"):
        statuses.add(422)
    if operation.get("security"):
        statuses.add(401)
    if "{" in path:
        statuses.add(404)
    for status in sorted(statuses):
        response = responses.setdefault(str(status), {})
        if not response.get("description"):
            response["description"] = HTTPStatus(status).phrase
        schema = {"$ref": "#/components/schemas/Problem"}
        response["content"] = {MEDIA_TYPE: {"schema": schema}}

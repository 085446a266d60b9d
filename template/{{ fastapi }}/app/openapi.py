"""The OpenAPI document, with the error responses of each operation."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from app.problems import MEDIA_TYPE
from app.schemas import Problem

REF_TEMPLATE = "#/components/schemas/{model}"


class Application(FastAPI):
    """A FastAPI application that documents the responses of its exception handlers."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        schemas = document["components"]["schemas"]
        if Problem.__name__ not in schemas:
            add_prefix(document, self.state.settings.root_path)
            for path, operations in document["paths"].items():
                for operation in operations.values():
                    add_errors(path, operation)
            problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
            schemas.update(problem.pop("$defs"), Problem=problem)
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
        return document


def add_prefix(document: dict[str, Any], root_path: str) -> None:
    """Add the path prefix to the token URLs. FastAPI adds it to the server only."""
    for scheme in document["components"].get("securitySchemes", {}).values():
        for flow in scheme.get("flows", {}).values():
            flow["tokenUrl"] = root_path + flow["tokenUrl"]


def add_errors(path: str, operation: dict[str, Any]) -> None:
    """Add the errors that routes need not declare, and the media type of errors."""
    responses = operation["responses"]
    statuses = {int(status) for status in responses if int(status) >= 400}
    if "requestBody" in operation:
        statuses |= {400, 413, 415}
    if "security" in operation:
        statuses.add(401)
    if "{" in path:
        statuses.add(404)
    for status in sorted(statuses):
        response = responses.setdefault(str(status), {})
        response.setdefault("description", HTTPStatus(status).phrase)
        schema = {"$ref": REF_TEMPLATE.format(model=Problem.__name__)}
        response["content"] = {MEDIA_TYPE: {"schema": schema}}

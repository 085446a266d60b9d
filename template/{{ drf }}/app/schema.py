"""How drf-spectacular describes the API."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error, as problem details (RFC 9457).",
    "required": [
        "type",
        "title",
        "status",
        "code",
        "detail",
        "instance",
        "request_id",
    ],
    "properties": {
        "type": {"type": "string", "example": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable and for machines."},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Of a 422 only.",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "properties": {
                    "pointer": {"type": "string", "example": "/email"},
                    "message": {"type": "string"},
                },
            },
        },
        "checks": {
            "type": "object",
            "description": "Of a 503 only.",
            "additionalProperties": {"type": "string"},
        },
    },
}


class Schema(AutoSchema):
    """Takes the docstring of an operation as its summary."""

    def get_summary(self) -> str:
        return str(super().get_description()).partition("\n")[0]

    def get_description(self, path: str = "", method: str = "") -> str:
        return ""


class BearerScheme(OpenApiAuthenticationExtension):
    """How the document tells of it; known to drf-spectacular by being defined."""

    target_class = "app.users.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, object]:
        flow = {"tokenUrl": "/api/auth/token", "scopes": {}}
        return {"type": "oauth2", "flows": {"password": flow}}


def add_problem(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Describe what every error answers with."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    return result

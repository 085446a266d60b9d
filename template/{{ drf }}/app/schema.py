"""The OpenAPI document, as drf-spectacular describes the API."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import get_doc, get_view_model

VERBS = {
    "list": "list",
    "create": "create",
    "retrieve": "read",
    "update": "replace",
    "partial_update": "update",
    "destroy": "delete",
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error as problem details (RFC 9457).",
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
        "code": {
            "type": "string",
            "description": "A stable name that clients can branch on.",
        },
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Only with status 422.",
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
            "description": "Only with status 503.",
            "additionalProperties": {"type": "string"},
        },
    },
}


class Schema(AutoSchema):
    """Names operations like `create_post`, and takes their texts from docstrings."""

    def get_operation_id(self) -> str:
        name = getattr(self.view, "action", None)
        if name not in VERBS:
            return name or str(super().get_operation_id())
        model = get_view_model(self.view, emit_warnings=False)
        if model is None:
            return str(super().get_operation_id())
        meta = model._meta
        noun = meta.verbose_name_plural if name == "list" else meta.verbose_name
        return f"{VERBS[name]}_{noun}".replace(" ", "_")

    def get_summary(self) -> str:
        summary, _, _ = self.get_docstring().partition("\n")
        return summary or self.get_operation_id().replace("_", " ").capitalize()

    def get_description(self, path: str = "", method: str = "") -> str:
        _, _, description = self.get_docstring().partition("\n")
        return description.strip()

    def get_docstring(self) -> str:
        name = getattr(self.view, "action", None) or self.method.lower()
        return str(get_doc(getattr(self.view, name, None)))


class BearerScheme(OpenApiAuthenticationExtension):
    """Describes the authentication. drf-spectacular registers it on import."""

    target_class = "app.users.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, object]:
        flow = {"tokenUrl": "/api/auth/token", "scopes": {}}
        return {"type": "oauth2", "flows": {"password": flow}}


def add_problem(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Describe the body of errors."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    return result

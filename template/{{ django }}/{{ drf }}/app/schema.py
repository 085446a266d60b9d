"""How drf-spectacular describes the API."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


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

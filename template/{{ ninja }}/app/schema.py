"""The OpenAPI document of the API."""

import json
from typing import Any, Self

from ninja.openapi.schema import BODY_CONTENT_TYPES, REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from app.openapi import complete_document
from app.schemas import Problem


class Document(OpenAPISchema):
    def request_body(self, operation: Operation) -> dict[str, Any]:
        """Describe a JSON body by Pydantic alone: Ninja doesn't know MISSING."""
        bodies = [
            model
            for model in operation.models
            if model.__ninja_param_source__ in BODY_CONTENT_TYPES
        ]
        if [model.__ninja_param_source__ for model in bodies] != ["body"]:
            return super().request_body(operation)
        schema = bodies[0].model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(schema.pop("$defs", {}))
        required = True
        if len(schema["properties"]) == 1:
            [(name, details)] = schema["properties"].items()
            required = name in schema.get("required", [])
            schema = details
        content = {BODY_CONTENT_TYPES["body"]: {"schema": schema}}
        return {"content": content, "required": required}

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        """Mark the token as optional if the operation also allows requests without."""
        security = super().operation_security(operation)
        callbacks = operation.auth_callbacks
        if security and len(security) < len(callbacks):
            security.append({})
        return security

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions({**problem.pop("$defs"), "Problem": problem})
        return super().get_components()

    def complete(self) -> Self:
        """Add what follows for every operation, and leave out HEAD beside GET."""
        for operations in self["paths"].values():
            if "get" in operations:
                operations.pop("head", None)
        # A copy as JSON: statuses become strings, and what routes declare stays.
        self.update(complete_document(json.loads(json.dumps(self))))
        return self

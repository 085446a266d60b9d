"""Declaration of operations and their callers, by a decorator of their views."""

from flask import current_app
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from app.schemas import Problem
from app.validation import Plugin, name_of

Security = list[dict[str, list[str]]]

# OpenAPI security requirements. {} allows anonymous callers.
BEARER: Security = [{"bearer": []}]
ANYONE: Security = [{}]
# Of operations that don't declare any.
DEFAULT = BEARER

api = SpecTree(
    "flask",
    backend=Plugin,
    mode="strict",
    naming_strategy=name_of,
    nested_naming_strategy=lambda _, name: name,
    validation_error_model=Problem,
    security_schemes=[
        SecurityScheme(
            name="bearer",
            data=SecuritySchemeData(
                type=SecureType.OAUTH_TWO,
                flows={"password": {"tokenUrl": "/api/auth/token", "scopes": {}}},
            ),
        )
    ],
)


def security_of(endpoint: str) -> Security:
    """Return the security requirements of an operation, by default a token."""
    operation = api.get_function_metadata(current_app.view_functions[endpoint])
    if operation is None or operation.security is None:
        return DEFAULT
    return list(operation.security)

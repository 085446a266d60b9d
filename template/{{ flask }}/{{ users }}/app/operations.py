"""What an operation takes and who may call it: declared on its view, checked here."""

from flask import current_app
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData

from app.schemas import Problem
from app.validation import Plugin, name_of

Security = list[dict[str, list[str]]]

# Who may call, in the words of OpenAPI: one of these, where {} asks for nothing.
BEARER: Security = [{"bearer": []}]
ANYONE: Security = [{}]
# Of an operation that does not tell.
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
    """Who may call; an operation that does not tell asks for a token."""
    operation = api.get_function_metadata(current_app.view_functions[endpoint])
    if operation is None or operation.security is None:
        return DEFAULT
    return list(operation.security)

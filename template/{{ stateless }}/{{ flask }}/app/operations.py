"""Declaration of operations, by a decorator of their views."""

from spectree import SpecTree

from app.schemas import Problem
from app.validation import Plugin, name_of

Security = list[dict[str, list[str]]]

# OpenAPI security requirements. {} allows anonymous callers.
ANYONE: Security = [{}]
# Of operations that don't declare any.
DEFAULT = ANYONE

api = SpecTree(
    "flask",
    backend=Plugin,
    mode="strict",
    naming_strategy=name_of,
    nested_naming_strategy=lambda _, name: name,
    validation_error_model=Problem,
)

"""What an operation takes: declared on its view, checked here."""

from spectree import SpecTree

from app.schemas import Problem
from app.validation import Plugin, name_of

Security = list[dict[str, list[str]]]

# Who may call, in the words of OpenAPI, where {} asks for nothing.
ANYONE: Security = [{}]
# Of an operation that does not tell.
DEFAULT = ANYONE

api = SpecTree(
    "flask",
    backend=Plugin,
    mode="strict",
    naming_strategy=name_of,
    nested_naming_strategy=lambda _, name: name,
    validation_error_model=Problem,
)

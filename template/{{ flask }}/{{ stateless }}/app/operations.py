"""What an operation takes: declared on its view, checked here."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Request, abort
from pydantic import BaseModel, ValidationError
from spectree import SpecTree
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin

from app.handlers import problem_response
from app.problems import MALFORMED_JSON, faults
from app.schemas import Problem

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Plugin(FlaskPlugin):
    """SpecTree for Flask, held to the HTTP contract of the service."""

    def request_validation(
        self,
        request: Request,
        query: type[M] | None,
        json: type[M] | None,
        *_: Any,
    ) -> None:
        """Read what the view asks for: the query, and a body of JSON."""
        if json and not request.is_json:
            abort(415)
        request.context = Context(  # type: ignore[attr-defined]
            query and read("query", query.model_validate, request.args.to_dict()),
            json and read("body", json.model_validate_json, request.get_data()),
            None,
            None,
            None,
        )

    def get_func_operation_id(
        self, func: Callable[..., Any], path: str, method: str
    ) -> str:
        return func.__name__


def read(place: str, validate: Callable[[Any], T], value: object) -> T:
    """Check a part of the request; a fault in it ends the request with 400 or 422."""
    try:
        return validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        if found[0]["type"] == "json_invalid":
            code, detail = MALFORMED_JSON
            abort(problem_response(400, code=code, detail=detail))
        located = [{**fault, "loc": (place, *fault["loc"])} for fault in found]
        abort(problem_response(422, errors=faults(located)))


api = SpecTree(
    "flask",
    backend=Plugin,
    mode="strict",
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _, name: name,
    validation_error_model=Problem,
)

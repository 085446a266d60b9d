"""How the parts of a request are checked: the query, the path and the body."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, get_type_hints

from flask import Request, abort, current_app
from pydantic import BaseModel, TypeAdapter, ValidationError
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin

from app.handlers import problem_response
from app.problems import MALFORMED_JSON, faults

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Plugin(FlaskPlugin):
    """SpecTree for Flask, held to the HTTP contract of the service."""

    def validate(  # type: ignore[override]
        self, func: Callable[..., Any], *args: Any, **path: str
    ) -> Any:
        """Check the parameters of the path, too, by the annotations of the view."""
        checked = {
            name: read(("path", name), type_of(func, name).validate_python, value)
            for name, value in path.items()
        }
        return super().validate(func, *args, **checked)

    def request_validation(
        self,
        request: Request,
        query: type[M] | None,
        json: type[M] | None,
        form: type[M] | None,
        *_: Any,
    ) -> None:
        """Read what the view asks for, from a body of the declared media type only."""
        if json and not request.is_json:
            abort(415)
        if form and request.mimetype not in self.FORM_MIMETYPE:
            abort(415)
        request.context = Context(  # type: ignore[attr-defined]
            query and read(("query",), query.model_validate, request.args.to_dict()),
            json and read(("body",), json.model_validate_json, request.get_data()),
            form and read(("body",), form.model_validate, request.form.to_dict()),
            None,
            None,
        )

    def parse_path(
        self, route: Any, path_parameter_descriptions: Mapping[str, str] | None
    ) -> tuple[str, list[dict[str, Any]]]:
        path, parameters = super().parse_path(route, path_parameter_descriptions)
        view = current_app.view_functions[route.endpoint]
        for parameter in parameters:
            parameter["schema"] = type_of(view, parameter["name"]).json_schema()
        return path, parameters

    def get_func_operation_id(
        self, func: Callable[..., Any], path: str, method: str
    ) -> str:
        return func.__name__


def read(place: tuple[str, ...], validate: Callable[[Any], T], value: object) -> T:
    """Check a part of the request; a fault in it ends the request with 400 or 422."""
    try:
        return validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        if found[0]["type"] == "json_invalid":
            code, detail = MALFORMED_JSON
            abort(problem_response(400, code=code, detail=detail))
        located = [{**fault, "loc": (*place, *fault["loc"])} for fault in found]
        abort(problem_response(422, errors=faults(located)))


@cache
def type_of(view: Callable[..., Any], parameter: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(view, include_extras=True)[parameter])


def name_of(model: type[Any]) -> str:
    """The name of a schema, in the letters that a reference may hold."""
    return "".join(letter if letter.isalnum() else "_" for letter in model.__name__)

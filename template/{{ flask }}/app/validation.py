"""Validation of requests and responses by the models that views declare."""

from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from typing import Any, TypeVar, get_type_hints

from flask import Request, Response, abort, current_app, make_response, request
from pydantic import BaseModel, TypeAdapter, ValidationError
from spectree import Response as Responses
from spectree.plugins.base import Context
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.datastructures import CombinedMultiDict, Headers, MultiDict

from app.handlers import problem_response
from app.problems import MALFORMED_JSON, field_errors, pointer

NOTHING = Context(None, None, None, None, None)

T = TypeVar("T")
V = TypeVar("V")


class InvalidResponseError(Exception):
    """A view returned a body that doesn't match its response model."""


class Plugin(FlaskPlugin):
    """SpecTree's plugin for Flask, with the error responses of this service."""

    def validate(self, func: Callable[..., Any], *declared: Any, **kwargs: Any) -> Any:
        """Validate the request, call the view, and validate its response."""
        *models, responses, before, after, _, is_skipped, _ = declared[:11]
        current: Any = request._get_current_object()  # type: ignore[attr-defined]
        current.context = NOTHING
        if not is_skipped:
            read_path(func, current, kwargs)
            if any(models):
                current.context = self.read_request(current, *models)
        before(current, None, None, None, self.model_adapter)
        for part in parts_of(func):
            kwargs[part] = getattr(current.context, part)
        returned = func(*declared[11:], **kwargs)
        response = self.write_response(returned, None if is_skipped else responses)
        after(current, response, None, None, self.model_adapter)
        return response

    def read_request(
        self, request: Request, *models: type[BaseModel] | None
    ) -> Context:
        """Read the declared parts of a request. Other media types get a 415."""
        query, json, form, headers, cookies = models
        has_json = json is not None and request.is_json
        has_form = form is not None and request.mimetype in self.FORM_MIMETYPE
        if (json or form) and not (has_json or has_form):
            abort(415)
        return Context(
            read_fields("query", query, request.args) if query else None,
            read_json(json, request) if json and has_json else None,
            read_form(form, request) if form and has_form else None,
            read_headers(headers, request.headers) if headers else None,
            read_fields("cookie", cookies, request.cookies) if cookies else None,
        )

    def write_response(self, returned: Any, responses: Responses | None) -> Response:
        """Write the body with the model that the view declares for its status.

        A `Response` from the view is validated, but not changed.
        """
        body, *rest = returned if isinstance(returned, tuple) else (returned,)
        status = status_of(body, rest)
        model = self.model_of(responses, status)
        if isinstance(body, Response):
            if model and status < 400 and body.is_json:
                check(model, body.get_data())
        elif model or self.model_adapter.is_partial_model_instance(body):
            content = write(model or type(body), body)
            body = Response(content, content_type="application/json")
        if rest or not isinstance(body, Response):
            return make_response((body, *rest) if rest else body)
        return body

    def model_of(
        self, responses: Responses | None, status: int
    ) -> type[BaseModel] | None:
        """Find the model that the view declares for a status.

        SpecTree adds its own model for a 422, which is ignored.
        """
        model = responses.find_model(status) if responses else None
        return None if model is self.spectree.validation_error_model else model

    def parse_path(
        self, route: Any, path_parameter_descriptions: Mapping[str, str] | None
    ) -> tuple[str, list[dict[str, Any]]]:
        path, parameters = super().parse_path(route, path_parameter_descriptions)
        view = current_app.view_functions[route.endpoint]
        for parameter in parameters:
            if annotated := parameter_of(view, parameter["name"]):
                parameter["schema"] = annotated.json_schema()
        return path, parameters

    def get_func_operation_id(
        self, func: Callable[..., Any], path: str, method: str
    ) -> str:
        return func.__name__


def status_of(body: object, rest: list[Any]) -> int:
    """Find the status in the return value of a view."""
    for part in rest:
        if isinstance(part, int):
            return part
    return body.status_code if isinstance(body, Response) else 200


def read(place: tuple[str, ...], validate: Callable[[V], T], value: V) -> T:
    """Validate a part of the request, or end the request with 400 or 422."""
    try:
        return validate(value)
    except ValidationError as error:
        found = errors_of(error)
        if found[0]["type"] == "json_invalid" and not found[0]["loc"]:
            code, detail = MALFORMED_JSON
            abort(problem_response(400, code=code, detail=detail))
        located = [{**item, "loc": (*place, *item["loc"])} for item in found]
        abort(problem_response(422, errors=field_errors(located)))


def read_path(
    view: Callable[..., Any], request: Request, kwargs: dict[str, Any]
) -> None:
    """Validate path parameters by the annotations of the view."""
    for name in request.view_args or ():
        if name in kwargs and (parameter := parameter_of(view, name)):
            checked = read(("path", name), parameter.validate_python, kwargs[name])
            kwargs[name] = checked


def read_json(model: Any, request: Request) -> Any:
    return read(("body",), adapter_of(model).validate_json, request.get_data())


def read_form(model: Any, request: Request) -> Any:
    return read_fields("body", model, CombinedMultiDict([request.form, request.files]))


def read_fields(place: str, model: type[BaseModel], sent: MultiDict[str, Any]) -> Any:
    """Read all values of a list field, and the last value of any other field."""
    lists = lists_of(model)
    fields = {
        name: values if lists.get(name) else values[-1] for name, values in sent.lists()
    }
    return read((place,), adapter_of(model).validate_python, fields)


def read_headers(model: type[BaseModel], sent: Headers) -> Any:
    """Read the header `X-Key` into the field `x_key`. Commas separate list values."""
    fields: dict[str, Any] = {}
    for name, is_list in lists_of(model).items():
        if value := sent.get(header_name(name)):
            fields[name] = (
                [part.strip() for part in value.split(",")] if is_list else value
            )
    return read(("header",), adapter_of(model).validate_python, fields)


def header_name(field: str) -> str:
    return field.replace("_", "-")


def check(model: type[BaseModel], body: bytes) -> None:
    """Validate a JSON body.

    Raises:
        InvalidResponseError: The body doesn't match the model.
    """
    try:
        adapter_of(model).validate_json(body)
    except ValidationError as error:
        raise invalid_response(model, error) from None


def write(model: type[BaseModel], value: object) -> bytes:
    """Serialize a value with a model.

    Raises:
        InvalidResponseError: The value doesn't match the model.
    """
    adapter = adapter_of(model)
    try:
        if isinstance(value, model):
            return adapter.dump_json(value, warnings="error")
        checked = adapter.validate_python(value)
        return adapter.dump_json(checked, by_alias=True, warnings="error")
    except ValueError as error:
        raise invalid_response(model, error) from None


def invalid_response(model: type[BaseModel], error: ValueError) -> InvalidResponseError:
    """Describe errors without their values, which may be secret."""
    found = errors_of(error) if isinstance(error, ValidationError) else []
    places = [f"{pointer(('body', *item['loc']))}: {item['type']}" for item in found]
    return InvalidResponseError(", ".join([model.__name__, *places]))


def errors_of(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_context=False, include_input=False)


@cache
def adapter_of(model: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


@cache
def lists_of(model: type[BaseModel]) -> dict[str, bool]:
    """Tell for each field of a model, by its name in requests, if it is a list."""
    fields = adapter_of(model).json_schema().get("properties", {})
    return {
        name: any(kind.get("type") == "array" for kind in field.get("anyOf", [field]))
        for name, field in fields.items()
    }


@cache
def parts_of(view: Callable[..., Any]) -> list[str]:
    """List the parts of a request that a view takes as arguments."""
    return [part for part in Context._fields if part in view.__annotations__]


@cache
def parameter_of(view: Callable[..., Any], name: str) -> TypeAdapter[Any] | None:
    """Return the type of a path parameter, if the view annotates it."""
    if name not in signature(view).parameters:
        return None
    hint = get_type_hints(view, include_extras=True).get(name)
    return None if hint is None else TypeAdapter(hint)


def name_of(model: type[BaseModel]) -> str:
    """Name a schema with characters that are valid in a reference."""
    return "".join(letter if letter.isalnum() else "_" for letter in model.__name__)

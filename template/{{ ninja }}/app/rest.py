"""The API of Django Ninja: settings, errors and conventions of all operations."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.datastructures import MultiValueDict
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import (
    AuthenticationError,
    HttpError,
    ValidationError,
    ValidationErrorContext,
)
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import ParamModel
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security.base import AuthBase
from pydantic import TypeAdapter

from app import errors
from app.config import get_settings
from app.conflicts import translate
from app.handlers import handle_app_error, problem_response
from app.problems import MALFORMED_JSON, field_errors, members_of
from app.schema import Document

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

Location = tuple[int | str, ...]
View = Callable[..., HttpResponseBase]

anything = TypeAdapter[Any](Any)


class JSONRenderer(BaseRenderer):
    """Renders JSON as Pydantic does: times keep their microseconds."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return anything.dump_json(data)


class UnreadableBodyError(Exception):
    """A body that can't be read.

    Args:
        members: Those of `problems.problem`.
    """

    def __init__(self, status: int, **members: Any) -> None:
        super().__init__(status)
        self.status = status
        self.members = members


class StrictParser(Parser):
    """Refuses bodies of another media type than the operation reads."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise UnreadableBodyError(415)
        try:
            return super().parse_body(request)
        except (ValueError, RecursionError) as error:
            code, detail = MALFORMED_JSON
            raise UnreadableBodyError(400, code=code, detail=detail) from error

    def parse_querydict(
        self,
        data: MultiValueDict[str, Any],
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        if data is not request.GET and request.content_type not in FORMS:
            raise UnreadableBodyError(415)
        return super().parse_querydict(data, list_fields, request)


class API(NinjaAPI):
    """Adds what Ninja has no setting for: locations of errors, and the document."""

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        found: list[dict[str, Any]] = []
        for context in error_contexts:
            own = super().validation_error_from_error_contexts([context]).errors
            found += [{**e, "loc": locate(context.model, e["loc"])} for e in own]
        return ValidationError(found)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self,
        *,
        path_prefix: str | None = None,
        path_params: dict[str, Any] | None = None,
    ) -> OpenAPISchema:
        root = self.get_root_path(path_params or {})
        return Document(self, root if path_prefix is None else path_prefix).complete()


def locate(model: ParamModel, location: Location) -> Location:
    """Leave out the name of a parameter that is the whole body."""
    source, *steps = location
    if source == "form":
        return ("body", *steps)
    if getattr(model, "__read_from_single_attr__", None):
        return (source, *steps[1:])
    return location


def create_api(*, auth: AuthBase) -> NinjaAPI:
    """Create an API whose operations require this authentication by default."""
    settings = get_settings()
    api = API(
        title=settings.app_name,
        version="0.1.0",
        openapi_url="/openapi.json" if settings.docs_enabled else None,
        docs_decorator=lambda view: csrf_exempt(require_safe(view)),
        urls_namespace="api",
        auth=auth,
        renderer=JSONRenderer(),
        parser=StrictParser(),
    )

    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
    return api


def handle_missing_token(
    request: HttpRequest, error: AuthenticationError
) -> HttpResponse:
    return handle_app_error(request, errors.AuthenticationError())


def handle_database_error(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    conflict = translate(error)
    if conflict is None:
        raise error
    return handle_app_error(request, conflict)


def handle_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, UnreadableBodyError):  # Ninja wraps it in an HttpError
        return handle_unreadable_body(request, cause)
    return problem_response(
        error.status_code, instance=request.path, **members_of(error.message)
    )


def handle_unreadable_body(
    request: HttpRequest, error: UnreadableBodyError
) -> HttpResponse:
    return problem_response(error.status, instance=request.path, **error.members)


def handle_validation_error(
    request: HttpRequest, error: ValidationError
) -> HttpResponse:
    return problem_response(
        422, instance=request.path, errors=field_errors(error.errors)
    )


def leave_to_django(request: HttpRequest, error: Exception) -> NoReturn:
    raise error


HANDLERS: Mapping[type[Exception], Callable[..., HttpResponse]] = {
    errors.AppError: handle_app_error,
    AuthenticationError: handle_missing_token,
    DatabaseError: handle_database_error,
    Exception: leave_to_django,
    Http404: leave_to_django,
    HttpError: handle_http_error,
    UnreadableBodyError: handle_unreadable_body,
    ValidationError: handle_validation_error,
}


def get_urls(api: NinjaAPI) -> tuple[list[URLPattern | URLResolver], str, str]:
    """Get the URLs of an API, which are open to callers without a session."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view = answer_head(pattern.callback)
            pattern.callback = login_not_required(no_append_slash(view))
    return patterns, app_name, namespace


def answer_head(view: View) -> View:
    """Answer HEAD like GET, unless an operation of its own does."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = {method.strip() for method in response.headers["Allow"].split(",")}
        if "GET" not in allowed:
            return response
        if request.method != "HEAD":
            response.headers["Allow"] = ", ".join(sorted({*allowed, "HEAD"}))
            return response
        request.method = "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = "HEAD"

    return run

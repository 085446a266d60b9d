"""Django Ninja, held to the HTTP contract of the service."""

import json
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
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
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import ParamModel, TModel
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security.base import AuthBase
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from app import errors
from app.config import get_settings
from app.conflicts import translate
from app.handlers import answer_app_error, problem_response
from app.openapi import complete_document
from app.pagination import PageParams
from app.problems import MALFORMED_JSON, field_errors, members_of
from app.schemas import Problem

DOCUMENTS = ("openapi-json", "openapi-view")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

Location = tuple[int | str, ...]
M = TypeVar("M", bound=Model)

anything = TypeAdapter[Any](Any)


class Renderer(BaseRenderer):
    """Writes JSON as Pydantic does: times keep their microseconds."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return anything.dump_json(data)


class BodyError(Exception):
    """A body that can't be read; `members` are those of `problems.problem`."""

    def __init__(self, status: int, **members: Any) -> None:
        super().__init__(status)
        self.status = status
        self.members = members


class TypedParser(Parser):
    """Reads bodies of the media type that the operation is declared with, only."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise BodyError(415)
        try:
            return super().parse_body(request)
        except (ValueError, RecursionError) as error:
            code, detail = MALFORMED_JSON
            raise BodyError(400, code=code, detail=detail) from error

    def parse_querydict(
        self,
        data: MultiValueDict[str, Any],
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        if data is not request.GET and request.content_type not in FORMS:
            raise BodyError(415)
        return super().parse_querydict(data, list_fields, request)


class API(NinjaAPI):
    """Ninja, set up as every API of this service is."""

    def __init__(self, *, auth: AuthBase) -> None:
        settings = get_settings()
        super().__init__(
            title=settings.app_name,
            version="0.1.0",
            openapi_url="/openapi.json" if settings.docs_enabled else None,
            urls_namespace="api",
            auth=auth,
            renderer=Renderer(),
            parser=TypedParser(),
        )

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The paths: callers show a token, not a session; no slash is added to any."""
        for router in self._get_bound_routers():
            for path_view in router.path_operations.values():
                answer_head(path_view.operations)
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                view = pattern.callback
                if pattern.name in DOCUMENTS:
                    view = csrf_exempt(require_safe(view))
                pattern.callback = login_not_required(no_append_slash(view))
        return patterns, app_name, namespace

    def set_default_exception_handlers(self) -> None:
        """Answer the errors that callers make; the others are Django's to handle."""
        self.exception_handler(errors.AppError)(answer_app_error)
        self.exception_handler(AuthenticationError)(answer_unauthenticated)
        self.exception_handler(BodyError)(answer_unreadable)
        self.exception_handler(HttpError)(answer_http_error)
        self.exception_handler(DatabaseError)(answer_conflict)
        self.exception_handler(ValidationError)(answer_invalid)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Tell places as the caller knows them."""
        found: list[dict[str, Any]] = []
        for context in error_contexts:
            told = super().validation_error_from_error_contexts([context]).errors
            found += [{**e, "loc": place(context.model, e["loc"])} for e in told]
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
        document = Document(self, root if path_prefix is None else path_prefix)
        # A copy, as it is read: what routes declare stays, and statuses are strings.
        document.update(complete_document(json.loads(json.dumps(document))))
        return document


class Document(OpenAPISchema):
    """Bodies are described by Pydantic alone; what Ninja adds knows no MISSING."""

    def methods(self, operations: list[Operation]) -> dict[str, Any]:
        """Leave out HEAD, which follows from GET."""
        described = super().methods(operations)
        if "get" in described:
            described.pop("head", None)
        return described

    def _create_schema_from_model(
        self,
        model: TModel,
        by_alias: bool = True,
        remove_level: bool = True,
        mode: JsonSchemaMode = "validation",
    ) -> tuple[dict[str, Any], bool]:
        if hasattr(model, "__ninja_flatten_map__"):
            return super()._create_schema_from_model(
                model, by_alias, remove_level, mode
            )
        schema = model.model_json_schema(by_alias, REF_TEMPLATE, mode=mode)
        self.add_schema_definitions(schema.pop("$defs", {}))
        if not remove_level or len(schema["properties"]) > 1:
            return schema, True
        [(name, details)] = schema["properties"].items()
        return details, name in schema.get("required", [])

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions({**problem.pop("$defs"), "Problem": problem})
        return super().get_components()


def answer_head(operations: list[Operation]) -> None:
    """Have the operation for GET answer HEAD, unless there is one for it."""
    if not any("HEAD" in operation.methods for operation in operations):
        for operation in operations:
            if "GET" in operation.methods:
                operation.methods.append("HEAD")


def place(model: ParamModel, location: Location) -> Location:
    """Leave out the name of a parameter that is the whole body."""
    source, *steps = location
    if source == "form":
        return ("body", *steps)
    if getattr(model, "__read_from_single_attr__", None):
        return (source, *steps[1:])
    return location


def answer_unauthenticated(
    request: HttpRequest, error: AuthenticationError
) -> HttpResponse:
    return answer_app_error(request, errors.AuthenticationError())


def answer_unreadable(request: HttpRequest, error: BodyError) -> HttpResponse:
    return problem_response(error.status, instance=request.path, **error.members)


def answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, BodyError):  # Ninja makes a 400 of what `parse_body` raises
        return answer_unreadable(request, cause)
    return problem_response(
        error.status_code, instance=request.path, **members_of(error.message)
    )


def answer_conflict(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    refused = translate(error)
    if refused is None:
        raise error
    return answer_app_error(request, refused)


def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem_response(
        422, instance=request.path, errors=field_errors(error.errors)
    )


def cut_page(rows: QuerySet[M], params: PageParams) -> tuple[list[M], int]:
    """Read one page of the rows, and how many there are on all pages."""
    last = params.offset + params.limit
    return list(rows[params.offset : last]), rows.count()

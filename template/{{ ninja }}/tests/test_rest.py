"""Errors, documents and conventions of all operations of Django Ninja."""

import json
import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any, NoReturn, cast

import pytest
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.paginator import UnorderedObjectListWarning
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from ninja import Status
from ninja.errors import HttpError
from ninja.pagination import paginate

from app.rest import create_api, get_urls
from app.schemas import Input
from app.users.authentication import Bearer

drawing = create_api(auth=Bearer())


class Size(Input):
    width: int


class Color(Input):
    name: str


@drawing.post("/draw", auth=None)
def draw(request: HttpRequest, size: Size, color: Color) -> None:
    """Read two schemas from one body, each by its name."""


@drawing.get("/teapot", auth=None)
def raise_error(request: HttpRequest) -> NoReturn:
    raise HttpError(418, "It is a teapot.") from ValueError()


@drawing.get("/unknown", auth=None)
def raise_members(request: HttpRequest) -> NoReturn:
    raise HttpError(499, cast(str, {"code": "sold_out", "left": 0}))


@drawing.get("/own", auth=None, response={400: dict[str, str]})
def return_error(
    request: HttpRequest, response: HttpResponse
) -> Status[dict[str, str]]:
    response.headers["Retry-After"] = "7"
    return Status(400, {"error": "invalid_grant"})


@drawing.get("/file", auth=None)
def read_file(request: HttpRequest) -> str:
    return "whole"


@drawing.api_operation(["HEAD"], "/file", auth=None, include_in_schema=False)
def probe_file(request: HttpRequest, response: HttpResponse) -> None:
    response.headers["X-Size"] = "5"


@drawing.get("/groups", auth=None, response=list[Any])
@paginate
def list_groups(request: HttpRequest) -> QuerySet[Group]:
    return Group.objects.all()


@drawing.get("/now", auth=None, response=datetime)
def read_time(request: HttpRequest) -> datetime:
    return datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


urlpatterns = [path("api/", get_urls(drawing))]


@pytest.mark.urls(__name__)
def test_errors_of_two_schemas_have_their_names() -> None:
    body = {"size": {"width": "x"}}
    response = Client().post("/api/draw", body, content_type="application/json")

    assert response.status_code == 422
    pointers = [error["pointer"] for error in response.json()["errors"]]
    assert pointers == ["/size/width", "/color"]


@pytest.mark.urls(__name__)
def test_document_describes_two_schemas_of_a_body() -> None:
    document = Client().get("/api/openapi.json").json()

    content = document["paths"]["/api/draw"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"]["properties"] == {
        "size": {"$ref": "#/components/schemas/Size"},
        "color": {"$ref": "#/components/schemas/Color"},
    }
    assert {"Size", "Color"} <= set(document["components"]["schemas"])


@pytest.mark.urls(__name__)
def test_http_error_becomes_a_problem() -> None:
    response = Client().get("/api/teapot")

    assert response.status_code == 418
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "It is a teapot."


@pytest.mark.urls(__name__)
def test_message_of_an_error_can_be_members_of_the_problem() -> None:
    response = Client().get("/api/unknown")

    assert response.status_code == 499
    expected = {"title": "Client Error", "code": "sold_out", "left": 0}
    assert response.json().items() >= expected.items()


@pytest.mark.urls(__name__)
def test_error_response_of_an_operation_is_unchanged() -> None:
    response = Client().get("/api/own")

    assert response.status_code == 400
    assert response.json() == {"error": "invalid_grant"}
    assert response.headers["Retry-After"] == "7"


@pytest.mark.urls(__name__)
def test_operation_can_answer_head() -> None:
    assert Client().head("/api/file").headers["X-Size"] == "5"
    assert Client().get("/api/file").json() == "whole"


def test_printed_document_is_the_served_one() -> None:
    printed = StringIO()
    call_command("export_openapi_schema", api="app.api.api", stdout=printed)

    served = Client().get("/api/openapi.json").json()
    assert json.loads(printed.getvalue()) == served


def test_docs_follow_the_content_security_policy() -> None:
    page = Client().get("/api/docs").content.decode()

    scripts = re.findall("<script([^>]*)>", page)
    assert scripts
    for script in scripts:
        assert "/static/ninja/" in script or 'type="application/json"' in script
    assert "<style" not in page
    for name in re.findall(r'(?:src|href)="/static/([^"]*)"', page):
        assert finders.find(name)


def test_root_of_the_api_is_not_found() -> None:
    assert Client().get("/api").status_code == 404


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_list_without_an_order_is_a_warning() -> None:
    with pytest.warns(UnorderedObjectListWarning, match="rows of Group"):
        Client().get("/api/groups")


@pytest.mark.urls(__name__)
def test_times_keep_their_microseconds() -> None:
    assert Client().get("/api/now").content == b'"2026-01-02T03:04:05.678901Z"'


def test_document_has_no_duplicate_keys() -> None:
    def check(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    document = Client().get("/api/openapi.json").content
    assert json.loads(document, object_pairs_hook=check)


def test_bodies_refuse_unknown_fields() -> None:
    document = Client().get("/api/openapi.json").json()
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            reference = content.get("application/json", {}).get("schema", {})
            name = reference.get("$ref", "").rpartition("/")[2]
            assert not name or schemas[name].get("additionalProperties") is False, (
                f"Derive {name} from app.schemas.Input: a request body of "
                f"{operation['operationId']} must not have unknown fields."
            )

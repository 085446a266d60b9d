"""Declarations and return values of views with `@api.validate`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from traceback import format_exception
from typing import Annotated, Any

import pytest
from flask import Flask, Response, jsonify
from flask.views import MethodView
from httpx2 import Client
from pydantic import BaseModel, Field, Json
from spectree import Response as Responses
from spectree.model_adapter.pydantic_adapter import BaseFile
from structlog.testing import capture_logs

from app.config import Settings
from app.main import create_app
from app.operations import api
from tests.api.problems import check_problem, pointers
from tests.wsgi import Transport

HASH = "$argon2id$v=19$m=19456"


class Filters(BaseModel):
    limit: int = Field(default=1, ge=1)
    tags: list[str] = []
    ids: list[int] | None = Field(default=None, alias="id")


class Keys(BaseModel):
    api_key: str
    versions: list[int] = Field(default=[], alias="X-Versions")


class Upload(BaseModel):
    title: str
    numbers: list[int] = []
    file: BaseFile


class Item(BaseModel):
    id: int
    name: str = Field(default="unnamed", alias="label")
    extra: Json[Any] = None


class Colour(Enum):
    RED = "red"


@dataclass
class Point:
    x: int


@pytest.fixture
def app(log_level_info: None) -> Flask:
    return create_app(Settings(log_level="INFO"))


@pytest.fixture
def document(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> Callable[[], dict[str, Any]]:
    """Build the document without SpecTree's cache."""
    monkeypatch.setattr(api, "_spec", None, raising=False)
    del api._spec
    return lambda: client.get("/api/openapi.json").json()["paths"]


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    with Client(transport=Transport(app), base_url="http://testserver") as client:
        yield client


def test_query_lists_are_read(app: Flask, client: Client) -> None:
    @app.get("/api/filtered")
    @api.validate()
    def filtered(query: Filters) -> Filters:
        return query

    assert client.get("/api/filtered").json() == {"limit": 1, "tags": [], "ids": None}
    read = client.get("/api/filtered?tags=a&id=1").json()
    assert read == {"limit": 1, "tags": ["a"], "ids": [1]}
    read = client.get("/api/filtered?tags=a&tags=b&id=1&id=2&limit=3&limit=4").json()
    assert read == {"limit": 4, "tags": ["a", "b"], "ids": [1, 2]}
    invalid = client.get("/api/filtered?id=1&id=x&limit=0")
    assert pointers(invalid) == ["query.limit", "query.id.1"]


def test_headers_and_cookies_are_read(app: Flask, client: Client) -> None:
    @app.get("/api/keyed")
    @api.validate()
    def keyed(headers: Keys, cookies: Filters) -> list[Any]:
        return [headers.api_key, headers.versions, cookies.limit, cookies.tags]

    headers = {"API-Key": "one", "x-versions": "1, 2", "Cookie": "limit=3; tags=a"}
    assert client.get("/api/keyed", headers=headers).json() == [
        "one",
        [1, 2],
        3,
        ["a"],
    ]
    headers = {"X-Versions": "x", "Cookie": "limit=0"}
    assert pointers(client.get("/api/keyed", headers=headers)) == [
        "header.api_key",
        "header.X-Versions.0",
    ]
    headers = {"API-Key": "one", "Cookie": "limit=0"}
    assert pointers(client.get("/api/keyed", headers=headers)) == ["cookie.limit"]


def test_files_are_read_from_forms(app: Flask, client: Client) -> None:
    @app.post("/api/uploads")
    @api.validate()
    def upload(form: Upload) -> list[Any]:
        uploaded: Any = form.file
        return [form.title, form.numbers, uploaded.read().decode()]

    response = client.post(
        "/api/uploads",
        data={"title": "one", "numbers": ["1", "2"]},
        files={"file": ("a.txt", BytesIO(b"text"))},
    )
    assert response.json() == ["one", [1, 2], "text"]
    response = client.post("/api/uploads", data={"title": "one", "numbers": "x"})
    assert pointers(response) == ["/numbers/0", "/file"]


def test_body_can_be_json_or_a_form(app: Flask, client: Client) -> None:
    @app.post("/api/items")
    @api.validate()
    def either(json: Item, form: Item) -> str:
        return f"{(json or form).id} {json is None} {form is None}"

    assert client.post("/api/items", json={"id": 1}).text == "1 False True"
    assert client.post("/api/items", data={"id": "1"}).text == "1 True False"
    response = client.post("/api/items", content=b"id=1")
    check_problem(response, 415, "unsupported_media_type")


def test_invalid_json_in_a_field_is_a_validation_error(
    app: Flask, client: Client
) -> None:
    @app.post("/api/items")
    @api.validate()
    def create(json: Item) -> Item:
        return json

    response = client.post("/api/items", json={"id": 1, "extra": "{"})

    assert pointers(response) == ["/extra"]


def test_path_is_validated_by_annotations(app: Flask, client: Client) -> None:
    @app.get("/api/<colour>/<int:number>/<rest>")
    @api.validate()
    def read(
        colour: Colour, number: Annotated[int, Field(le=9)], **others: str
    ) -> list[Any]:
        return [colour.value, number, others]

    assert client.get("/api/red/9/x").json() == ["red", 9, {"rest": "x"}]
    assert pointers(client.get("/api/blue/1/x")) == ["path.colour"]
    assert pointers(client.get("/api/red/10/x")) == ["path.number"]


def test_decorators_can_pass_arguments(app: Flask, client: Client) -> None:
    class Connection:
        name = "one"

    @api.validate()
    def show(connection: Connection, number: int) -> str:
        return f"{connection.name} {number + 1}"

    app.add_url_rule(
        "/api/numbers/<number>",
        view_func=lambda **path: show(connection=Connection(), **path),
    )

    assert client.get("/api/numbers/1").text == "one 2"


def test_views_can_be_classes(
    app: Flask, client: Client, document: Callable[[], dict[str, Any]]
) -> None:
    class Items(MethodView):
        @api.validate(resp=Responses(HTTP_200=Item), tags=["items"])
        def get(self, item_id: int) -> dict[str, int]:
            """Read an item."""
            return {"id": item_id}

    app.add_url_rule("/api/items/<item_id>", view_func=Items.as_view("items"))

    assert client.get("/api/items/7").json()["id"] == 7
    assert pointers(client.get("/api/items/x")) == ["path.item_id"]
    operation = document()["/api/items/{item_id}"]
    assert operation["get"]["parameters"][0]["name"] == "item_id"


WHOLE = {"id": 1, "label": "unnamed", "extra": None}


@pytest.mark.parametrize(
    ("returned", "status", "content"),
    [
        (Item(id=1, label="a"), 200, {"id": 1, "name": "a", "extra": None}),
        ({"id": 1}, 200, WHOLE),
        ({"id": "1", "password": HASH}, 200, WHOLE),  # fields of the model only
        (({"id": 1}, {"X-Kind": "own"}), 200, WHOLE),
        (([{"id": 1}], 202), 202, [WHOLE]),
        ((Point(x=1), 203), 203, {"x": 1}),
        (({"x": 1}, 203, {"X-Kind": "own"}), 203, {"x": 1}),
        ((Item(id=1), 210), 210, {"id": 1, "name": "unnamed", "extra": None}),
        (([Item(id=1)], 210), 210, [{"id": 1, "name": "unnamed", "extra": None}]),
        (({"any": 1}, 210), 210, {"any": 1}),
        ((b'{"id": 1}', 206), 206, {"id": 1}),
    ],
)
def test_body_is_serialized_with_the_model_of_its_status(
    app: Flask, client: Client, returned: Any, status: int, content: object
) -> None:
    @app.get("/api/items")
    @api.validate(resp=Responses(HTTP_200=Item, HTTP_202=list[Item], HTTP_203=Point))
    def items() -> Any:
        return returned

    response = client.get("/api/items")

    assert response.status_code == status
    assert response.json() == content


@pytest.mark.parametrize(
    "create",
    [
        lambda: {"id": HASH},
        lambda: ({"id": 1, "label": {"password": HASH}}, 200, {"X-Key": HASH}),
        lambda: [HASH],
        lambda: HASH,
        lambda: Item.model_construct(id=HASH),
        lambda: jsonify(id=HASH),
        lambda: Response(HASH, mimetype="application/json"),
    ],
)
def test_invalid_response_is_not_disclosed(
    app: Flask, client: Client, create: Callable[[], Any]
) -> None:
    @app.get("/api/items")
    @api.validate(resp=Responses(HTTP_200=Item))
    def items() -> Any:
        return create()

    with capture_logs() as events:
        response = client.get("/api/items")

    check_problem(response, 500, "internal_error")
    assert HASH not in f"{response.text} {response.headers}"
    failure = events[0]["exc_info"][1]
    assert "Item" in str(failure)
    assert HASH not in "".join(format_exception(failure))


ERROR_BODIES = [
    {"error": "invalid_grant"},
    [1],
    "No.",
    b"\x00",
    Response("<p>No.</p>", headers={"Retry-After": "7"}),
    Response("{}", mimetype="application/problem+json"),
    Response("{}", mimetype="application/json"),
]


@pytest.mark.parametrize("body", ERROR_BODIES)
@pytest.mark.parametrize("status", [404, 422, 499])
def test_body_of_an_error_is_kept(
    app: Flask, client: Client, body: Any, status: int
) -> None:
    @app.get("/api/refused")
    @api.validate(resp=Responses(HTTP_200=Item, HTTP_404=None))
    def refused() -> Any:
        return body, status, {"WWW-Authenticate": "Signature"}

    response = client.get("/api/refused")

    with app.test_request_context():
        expected = app.make_response(body)
    assert response.status_code == status
    assert response.content == expected.get_data()
    assert response.headers["content-type"] == expected.headers["content-type"]
    assert response.headers["www-authenticate"] == "Signature"
    assert response.headers.get("retry-after") == expected.headers.get("retry-after")


def test_error_can_have_a_model(
    app: Flask, client: Client, document: Callable[[], dict[str, Any]]
) -> None:
    @app.get("/api/refused")
    @api.validate(resp=Responses(HTTP_409=Point, HTTP_422=Point), tags=["own"])
    def refused() -> tuple[dict[str, Any], int]:
        """Refuse."""
        return {"x": 1, "password": HASH}, 409

    response = client.get("/api/refused")

    assert (response.status_code, response.json()) == (409, {"x": 1})
    operation = document()["/api/refused"]["get"]
    for status in ("409", "422"):
        assert list(operation["responses"][status]["content"]) == ["application/json"]


def test_document_describes_headers_and_forms(
    app: Flask, client: Client, document: Callable[[], dict[str, Any]]
) -> None:
    @app.post("/api/uploads")
    @api.validate(tags=["uploads"])
    def upload(form: Upload, headers: Keys) -> str:
        """Upload a file."""
        return ""

    @app.post("/api/filters")
    @api.validate(tags=["filters"])
    def filter_(form: Filters) -> str:
        """Filter."""
        return ""

    operation = document()["/api/uploads"]["post"]
    form = document()["/api/filters"]["post"]["requestBody"]

    assert list(form["content"]) == ["application/x-www-form-urlencoded"]
    assert list(operation["requestBody"]["content"]) == ["multipart/form-data"]
    names = [parameter["name"] for parameter in operation["parameters"]]
    assert names == ["api-key", "X-Versions"]


def test_views_can_have_hooks(app: Flask, client: Client) -> None:
    seen: list[Any] = []

    @app.get("/api/watched")
    @api.validate(
        resp=Responses(HTTP_200=Item),
        before=lambda request, *_: seen.append(request.path),
        after=lambda request, response, *_: seen.append(response.status_code),
    )
    def watched() -> dict[str, int]:
        return {"id": 1}

    client.get("/api/watched")

    assert seen == ["/api/watched", 200]

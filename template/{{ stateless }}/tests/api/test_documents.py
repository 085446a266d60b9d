"""The OpenAPI document, and what it promises of every operation."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Client

from tests.api.problems import check_problem


@pytest.fixture
def operations(client: Client) -> list[dict[str, Any]]:
    document = client.get("/api/openapi.json").json()
    return [
        operation
        for methods in document["paths"].values()
        for operation in methods.values()
    ]


def test_operations_are_described(operations: list[dict[str, Any]]) -> None:
    assert len({operation["operationId"] for operation in operations}) == len(
        operations
    )
    for operation in operations:
        assert operation["summary"]
        assert operation["tags"]


def test_operations_declare_their_errors_as_problems(
    operations: list[dict[str, Any]],
) -> None:
    for operation in operations:
        expected = set()
        if "requestBody" in operation:
            expected |= {"400", "413", "415", "422"}
        if operation.get("parameters"):
            expected.add("422")
        assert expected <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]


def test_docs_are_a_page(client: Client) -> None:
    response = client.get("/api/docs")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_documents_can_be_disabled(
    client_with: Callable[..., Client], path: str
) -> None:
    client = client_with(docs_enabled=False)

    check_problem(client.get(path), 404, "not_found")

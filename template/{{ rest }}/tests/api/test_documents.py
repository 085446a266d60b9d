"""The OpenAPI document and the documentation page."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from httpx2 import Client

from tests.api.problems import check_problem

pytestmark = pytest.mark.usefixtures("documents")

Operations = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture
def operations(client: Client) -> Operations:
    document = client.get("/api/openapi.json").json()
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_operations_are_described(operations: Operations) -> None:
    ids = Counter(operation["operationId"] for operation in operations.values())
    shared = [name for name, count in ids.items() if count > 1]
    assert not shared, f"Several operations have the ID {shared}. Rename their views."
    for (method, path), operation in operations.items():
        name = f"{method.upper()} {path}"
        assert operation.get("summary"), f"Add a docstring to the view of {name}."
        assert operation.get("tags"), f"Add a tag to {name}."


def test_operations_declare_their_errors_as_problems(operations: Operations) -> None:
    for operation in operations.values():
        expected = set()
        if "requestBody" in operation:
            expected |= {"400", "413", "415", "422"}
        if operation.get("parameters"):
            expected.add("422")
        if operation.get("security"):
            expected.add("401")
        assert expected <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]


def test_docs_are_a_page(client: Client) -> None:
    response = client.get("/api/docs")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")


def test_docs_need_no_other_server(client: Client) -> None:
    links = links_of_docs(client)

    assert {link.rpartition(".")[2] for link in links} >= {"css", "js"}
    for link in links:
        url = urlsplit(link)
        assert not url.netloc, link
        assert client.get(url.path).status_code == 200, link


def links_of_docs(client: Client) -> list[str]:
    """Return the scripts, styles and images that the page loads."""
    found = re.findall(r'(?:src|href)="([^"]*)"', client.get("/api/docs").text)
    links = [urljoin("/api/docs", unescape(link)) for link in found]
    return [link for link in links if not link.startswith("data:")]


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_documents_can_be_disabled(
    client_with: Callable[..., Client], path: str
) -> None:
    client = client_with(docs_enabled=False)

    check_problem(client.get(path), 404, "not_found")


def test_files_of_the_docs_can_be_disabled(
    client: Client, client_with: Callable[..., Client]
) -> None:
    disabled = client_with(docs_enabled=False)

    for link in links_of_docs(client):
        if link.startswith("/api/"):  # not the framework's static files
            check_problem(disabled.get(link), 404, "not_found")

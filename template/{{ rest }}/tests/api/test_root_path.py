"""Serving below a path prefix."""

import re
from collections.abc import Callable

import pytest
from httpx2 import Client


@pytest.fixture
def client(client_with: Callable[..., Client]) -> Client:
    return client_with(root_path="/shop")


@pytest.mark.parametrize("path", ["/shop/api/nothing", "/api/nothing"])
def test_problem_has_the_path_of_the_caller(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.json()["instance"] == "/shop/api/nothing"


@pytest.mark.parametrize("path", ["/shopping/api/openapi.json", "/shop/shop/api/docs"])
def test_other_prefix_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/health/live", "/shop/health/live"])
def test_probes_need_no_prefix(client: Client, path: str) -> None:
    assert client.get(path).json() == {"status": "ok"}


@pytest.mark.parametrize("prefix", ["/shop", ""])
def test_document_names_the_prefix(client: Client, prefix: str) -> None:
    document = client.get(f"{prefix}/api/openapi.json").json()

    assert document["servers"] == [{"url": "/shop"}]
    assert all(path.startswith(("/api/", "/health/")) for path in document["paths"])
    urls = re.findall(r'"tokenUrl": "([^"]*)"', str(document).replace("'", '"'))
    assert set(urls) <= {"/shop/api/auth/token"}


def test_documentation_is_read_below_the_prefix(client: Client) -> None:
    page = client.get("/shop/api/docs").text

    paths = re.findall(r'(?:href|src)="(/[^"]*)"', page)
    assert [path for path in paths if client.get(path).status_code != 200] == []
    assert "/api/openapi.json" not in page.replace("/shop/api/openapi.json", "")

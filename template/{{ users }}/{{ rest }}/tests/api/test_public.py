"""An operation is public by name, or asks for a token."""

import re

import pytest
from httpx2 import Client

from tests.api.problems import check_problem
from tests.api.public import PUBLIC


@pytest.mark.usefixtures("documents")
def test_operations_are_public_by_name_or_refused(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    operations = {
        (method, path): operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert set(operations) >= PUBLIC
    for method, path in set(operations) - PUBLIC:
        operation = operations[method, path]
        assert operation["security"]
        concrete = re.sub(r"\{\w+\}", "1", path)
        body: dict[str, str] | None = {} if "requestBody" in operation else None
        response = client.request(method.upper(), concrete, json=body)
        check_problem(response, 401, "not_authenticated")

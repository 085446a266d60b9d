"""Each operation either requires a token, or is listed in PUBLIC."""

import re

import pytest
from httpx2 import Client

from tests.api.problems import check_problem
from tests.api.public import PUBLIC

HINT = 'Require a token, or add ("{}", "{}") to PUBLIC in tests/api/public.py.'


@pytest.mark.usefixtures("documents")
def test_operations_are_public_by_name_or_refused(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    operations = {
        (method, path): operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    unknown = PUBLIC - operations.keys()
    assert not unknown, f"PUBLIC lists operations that do not exist: {unknown}."
    for method, path in operations.keys() - PUBLIC:
        operation, name = operations[method, path], f"{method.upper()} {path}"
        hint = HINT.format(method, path)
        assert operation.get("security"), f"{name} is documented as public. {hint}"
        concrete = re.sub(r"\{\w+\}", "1", path)
        body: dict[str, str] | None = {} if "requestBody" in operation else None
        response = client.request(method.upper(), concrete, json=body)
        status = response.status_code
        assert status == 401, f"{name} without a token responds with {status}. {hint}"
        check_problem(response, 401, "not_authenticated")

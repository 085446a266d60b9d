"""The error responses in the OpenAPI document."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import APIKeyHeader

from app.config import Settings
from app.main import create_app

KeyDep = Annotated[str, Depends(APIKeyHeader(name="X-Key"))]


def test_errors_follow_from_the_operation() -> None:
    app = create_app(Settings())

    @app.get("/items/{number}")
    async def item(number: int, key: KeyDep) -> None:
        pass

    responses = app.openapi()["paths"]["/items/{number}"]["get"]["responses"]

    assert responses.keys() == {"200", "401", "404", "422"}

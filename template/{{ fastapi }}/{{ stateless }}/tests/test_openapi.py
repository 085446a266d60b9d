"""The errors that the document lists for an operation."""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from app.config import Settings
from app.main import create_app


def test_errors_follow_from_the_operation() -> None:
    app: FastAPI = create_app(Settings())

    @app.get("/items/{number}")
    async def item(number: int, _: Annotated[object, Depends(HTTPBearer())]) -> None:
        pass

    responses = app.openapi()["paths"]["/items/{number}"]["get"]["responses"]

    assert responses.keys() == {"200", "401", "404", "422"}

"""The pool gets every connection back."""

from unittest.mock import AsyncMock

import pytest
from fastapi.testclient import TestClient

from app.database import unit_of_work
from tests.conftest import application, run


def test_connection_is_returned_if_begin_fails(
    committing_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(committing_client)

    async def begin() -> type[object]:
        async with unit_of_work(app) as session:
            return type(await session.connection())

    failing = AsyncMock(side_effect=RuntimeError)
    monkeypatch.setattr(run(committing_client, begin), "begin", failing)
    for _ in range(app.state.settings.database_pool_size + 1):
        with pytest.raises(RuntimeError):
            run(committing_client, begin)

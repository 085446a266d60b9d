"""Which errors of asyncmy mean an outage."""

import asyncio
from unittest.mock import AsyncMock

import asyncmy
import pytest

from app import timeouts


def test_socket_that_closes_at_once_is_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = RuntimeError("Transport does not expose socket instance")
    monkeypatch.setattr(asyncmy, "connect", AsyncMock(side_effect=closed))

    with pytest.raises(asyncmy.errors.OperationalError) as caught:
        asyncio.run(timeouts.connect())

    assert timeouts.is_outage(caught.value)

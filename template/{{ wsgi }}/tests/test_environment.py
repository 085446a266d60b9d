"""Servers other than `poe start` need ENVIRONMENT."""

import pytest

from app.config import Settings
from app.environment import require_environment


def test_other_server_needs_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    with pytest.raises(RuntimeError, match="Set ENVIRONMENT=production"):
        require_environment(Settings())

    require_environment(Settings(environment="development"))

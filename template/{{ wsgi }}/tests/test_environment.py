"""Servers other than `poe start` need ENVIRONMENT."""

from pathlib import Path

import pytest

from app.config import Settings
from app.environment import require_environment


def test_other_server_needs_an_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    monkeypatch.chdir(tmp_path)  # without .env
    with pytest.raises(RuntimeError, match="Set ENVIRONMENT=production"):
        require_environment(Settings())

    require_environment(Settings(environment="development"))

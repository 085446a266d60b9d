"""The heartbeat of a worker or scheduler."""

import os
from pathlib import Path

import pytest

from app import heartbeat


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(heartbeat, "FILE", tmp_path / "heartbeat")
    return heartbeat.FILE


@pytest.mark.usefixtures("file")
def test_process_that_has_not_started_is_unhealthy() -> None:
    with pytest.raises(SystemExit, match="No worker or scheduler has started"):
        heartbeat.check()


@pytest.mark.usefixtures("file")
def test_process_is_healthy_after_a_beat() -> None:
    heartbeat.beat()

    heartbeat.check()


def test_process_that_hangs_is_unhealthy(file: Path) -> None:
    file.touch()
    os.utime(file, (0, 0))

    with pytest.raises(SystemExit, match="seconds ago"):
        heartbeat.check()

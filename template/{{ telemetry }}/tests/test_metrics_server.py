"""The port of the metrics, and the sum of what all processes have counted."""

import atexit
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from app.config import Settings
from app.telemetry import metrics_collector, metrics_server

# What a process of the service does.
COUNT = """
from prometheus_client import Counter, Gauge, Histogram
Counter("things", "Things.", ["kind"]).labels("new").inc(2)
Histogram("age", "Age.", buckets=[1, 5]).observe(3)
Gauge("open", "Open.", multiprocess_mode="livesum").set(7)
print("counted", flush=True)
input()
"""


@pytest.fixture
def port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def at_exit(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], None]]]:
    """What is to be called when the process ends."""
    registered: list[Callable[[], None]] = []

    def register(function: Callable[..., None], *arguments: Any) -> None:
        registered.append(lambda: function(*arguments))

    monkeypatch.setattr(atexit, "register", register)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    yield registered
    for function in registered:
        function()


def scrape(port: int) -> set[str]:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as response:
        return set(response.read().decode().splitlines())


def run_process() -> subprocess.Popen[str]:
    """Start a process, and wait until it has counted."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", COUNT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


@pytest.mark.usefixtures("at_exit")
def test_metrics_of_processes_are_summed_and_counts_stay(port: int) -> None:
    metrics_server.start(Settings(metrics_port=port))
    first, second, third = run_process(), run_process(), run_process()
    counts = {
        'things_total{kind="new"} 6.0',
        'age_bucket{le="1.0"} 0.0',
        'age_bucket{le="5.0"} 3.0',
        "age_count 3.0",
        "age_sum 9.0",
    }

    assert scrape(port) >= counts | {"open 21.0"}
    end(first)
    assert scrape(port) >= counts | {"open 14.0"}
    end(second)
    assert scrape(port) >= counts | {"open 7.0"}
    end(third)
    assert scrape(port) >= counts

    files = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).iterdir()
    assert {file.name for file in files} == {"counter_ended.db", "histogram_ended.db"}


@pytest.mark.usefixtures("at_exit")
def test_file_that_a_process_has_just_created_is_left_out(port: int) -> None:
    metrics_server.start(Settings(metrics_port=port))
    process = run_process()
    directory = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    (directory / f"counter_{os.getpid()}.db").touch()
    counter = directory / f"counter_{process.pid}.db"

    assert 'things_total{kind="new"} 2.0' in scrape(port)
    end(process)
    counter.write_bytes(b"")  # it ended just after it had created the file

    assert "age_count 1.0" in scrape(port)
    assert not counter.exists()


def test_directory_is_deleted_by_its_owner_only(
    at_exit: list[Callable[[], None]], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    metrics_server.start(Settings(metrics_port=port))
    directory = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    (remove,) = at_exit

    with monkeypatch.context() as copy:
        copy.setattr(os, "getpid", lambda: 1)
        remove()
    assert directory.is_dir()

    remove()
    assert not directory.exists()
    at_exit.clear()


def test_no_port_opens_without_metrics_port(at_exit: list[Any]) -> None:
    metrics_server.start(Settings())

    assert at_exit == []
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == ""


@pytest.mark.usefixtures("at_exit")
def test_port_in_use_stops_the_start_with_a_message() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match="METRICS_PORT can't be opened"):
            metrics_server.start(Settings(metrics_port=port))


@pytest.mark.usefixtures("at_exit")
def test_metrics_listen_on_ipv6(port: int) -> None:
    metrics_server.start(Settings(host="::1", metrics_port=port))

    with urlopen(f"http://[::1]:{port}/metrics", timeout=10) as response:
        assert response.status == 200


def test_process_of_another_user_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)

    assert metrics_collector.is_running(1)

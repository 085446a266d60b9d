"""A Valkey or Redis server that a test may stop, freeze and start again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import pytest

from tests.run.addresses import free_address
from tests.run.services import Service

BINARIES = ("valkey-server", "redis-server")


def binary() -> str:
    """Find a server, or skip the test: it fails where REQUIRE_SERVICES is set."""
    for name in BINARIES:
        if found := shutil.which(name):
            return found
    missing = f"there is no {' or '.join(BINARIES)}"
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


class Valkey:
    """A server on a port of its own, which keeps its data over a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = binary()
        self.address = free_address("127.0.0.1")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.address[1]}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = {
            "bind": "127.0.0.1",
            "port": str(self.address[1]),
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes",
            # What is written outlives the process. To wait for the disk, which images
            # and installations keep busy, can take longer than a client waits.
            "appendfsync": "no",
        }
        self.process = subprocess.Popen(
            [
                self.program,
                *(
                    word
                    for name, value in options.items()
                    for word in (f"--{name}", value)
                ),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(self.program)
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            with socket.create_connection(self.address, timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False

    def stop(self) -> None:
        """Stop at once, as a crash does. What was written stays."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Leave connections open, and answer nothing within the block."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


@contextmanager
def valkey_for(service: Service) -> Iterator[dict[str, str]]:
    """Run the server that a service needs in production, and yield its settings."""
    layers = service.combination.layers
    names = []
    if "cache" in layers:
        names.append("CACHE_URL")
    if {"tasks", "micro"} <= layers:
        names.append("BROKER_URL")
    if not names:
        yield {}
        return
    with Valkey(service.folder.parent / f"valkey-{uuid4().hex[:8]}") as server:
        yield dict.fromkeys(names, server.url)

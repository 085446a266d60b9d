"""Services that serve by their production command."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.run.addresses import free_address
from tests.run.services import LIMITS, PRODUCTION, UV, Service
from tests.run.valkey import valkey_for
from tests.timing import step


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    address: tuple[str, int]
    log: Path

    @property
    def events(self) -> list[dict[str, object]]:
        """What it has logged: nothing but JSON, after what poe says."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if not line.startswith("Poe =>")]

    @property
    def url(self) -> str:
        host, port = self.address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def logs(self, text: str, *, within: float) -> bool:
        """Wait for a text in the log: a line may follow its response."""
        deadline = time.monotonic() + within
        while text not in self.log.read_text():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def answers(self, *, within: float) -> bool:
        try:
            with urlopen(f"{self.url}/health/ready", timeout=within):
                return True
        except OSError:
            return False


@contextmanager
def serve(
    service: Service, *, host: str = "127.0.0.1", **settings: str
) -> Iterator[Server]:
    """Run a migrated service as in production, on a free port.

    A service with a cache or a task queue has a server of its own for them.
    """
    with valkey_for(service) as urls, start(service, host, {**urls, **settings}) as run:
        yield run


@contextmanager
def start(service: Service, host: str, settings: Mapping[str, str]) -> Iterator[Server]:
    with step("serve"):
        service.collect_static_files()
    address = free_address(host)  # only now: nothing keeps others from taking it
    log = service.folder.parent / f"server-{address[1]}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [UV, "run", "--no-sync", "poe", "start"],
            cwd=service.folder,
            env={
                **service.environment,
                **PRODUCTION,
                **LIMITS,
                "DOCS_ENABLED": "true",
                "HOST": host,
                "PORT": str(address[1]),
                **settings,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, address, log)
    try:
        wait_for(f"{server.url}/health/ready", process)
    except TimeoutError:
        process.kill()
        pytest.fail(f"{service.combination}:\n{log.read_text()}", pytrace=False)
    try:
        yield server
    finally:
        with step("serve"):  # what it has used is known when it has ended
            process.terminate()
            process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> object:
    """The JSON of a server that is starting.

    Raises:
        TimeoutError: It has ended, or does not answer within a minute.
    """
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5) as response:
                return json.load(response)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)

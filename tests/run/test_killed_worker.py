"""A worker that is killed amid writes: what was answered is stored, and once."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from urllib.request import Request, urlopen

import pytest

from tests.run.document import LOG_IN
from tests.run.servers import Server, serve
from tests.run.services import ADMIN, Service

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "frameworks", "frameworks", "frameworks"),
]

WORKERS = 2
WRITERS = 8
SECONDS = 30


def descendants(process: int) -> Iterator[int]:
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, listed.read_text().split()):
            yield child
            yield from descendants(child)


def parent_of(process: int) -> int:
    # The name of the program, which may hold anything, is in brackets before.
    stat = Path(f"/proc/{process}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


def workers(server: Server) -> set[int]:
    """The processes that serve: the youngest generation."""
    processes = [
        process
        for process in descendants(server.process.pid)
        if "resource_tracker" not in Path(f"/proc/{process}/cmdline").read_text()
    ]
    parents = {parent_of(process) for process in processes}
    return set(processes) - parents


def replace_worker(server: Server) -> None:
    """Kill one, and wait until another has taken its place."""
    killed = min(workers(server))
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + SECONDS
    while len(workers(server) - {killed}) < WORKERS:
        assert time.monotonic() < deadline, "No worker has taken its place."
        time.sleep(0.1)


def create_post(server: Server, token: str, title: str) -> bool:
    """Return whether a post was stored: a killed worker answers nothing."""
    body = {"title": title, "body": "Text", "published": True}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(f"{server.url}/api/posts", json.dumps(body).encode(), headers)
    try:
        with urlopen(request, timeout=SECONDS) as response:
            return bool(response.status == 201)
    except ConnectionError:
        return False
    except OSError as error:
        if isinstance(error.__context__, ConnectionError):
            return False
        raise


def titles(server: Server) -> Counter[str]:
    found: Counter[str] = Counter()
    for offset in count(0, 100):
        url = f"{server.url}/api/posts?limit=100&offset={offset}"
        with urlopen(url, timeout=SECONDS) as response:
            items = json.load(response)["items"]
        found.update(post["title"] for post in items)
        if len(items) < 100:
            return found
    raise AssertionError


@pytest.mark.only_with("posts")
@pytest.mark.only_with("rest")
def test_killed_worker_loses_and_doubles_nothing(service: Service) -> None:
    service = service.with_database("killed")
    service.migrate()
    service.create_admin()
    stop, numbers = Event(), count()

    with serve(service, WEB_CONCURRENCY=str(WORKERS)) as server:
        token = service.run("python", "-c", LOG_IN, server.url, **ADMIN).strip()

        def write() -> set[str]:
            stored = set()
            while not stop.is_set():
                title = f"Killed {next(numbers)}"
                if create_post(server, token, title):
                    stored.add(title)
            return stored

        with ThreadPoolExecutor(max_workers=WRITERS) as threads:
            writing = [threads.submit(write) for _ in range(WRITERS)]
            try:
                time.sleep(1)
                replace_worker(server)
                time.sleep(1)
            finally:
                stop.set()
            stored = set[str]().union(*(each.result() for each in writing))
        found = titles(server)

    assert stored
    assert stored <= found.keys()
    assert max(found.values()) == 1

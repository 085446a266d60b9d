"""A service whose database falls silent, refuses, hangs up, and comes back."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.run.proxy import Proxy, proxy_before
from tests.run.servers import Server, serve
from tests.run.services import Service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "on_servers", "on_servers", "on_servers"),
]

POOL_SIZE = 4
# What a request may wait for, one after the other: a free connection, the answer of one
# that is dead, a new one, and a statement.
LONGEST_SECONDS = 5 + 2 + 5 + 2 + 2
SETTINGS = {
    "DATABASE_POOL_SIZE": str(POOL_SIZE),
    "DATABASE_TIMEOUT_SECONDS": "2",
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    seconds: float


def ask(server: Server, path: str) -> Answer:
    began = time.monotonic()
    try:
        response = urlopen(server.url + path, timeout=60)
    except HTTPError as error:
        response = error
    with response:
        body = response.read().decode()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers, body, time.monotonic() - began)


@dataclass
class Outage:
    """A service in production behind whose back its database fails."""

    server: Server
    proxy: Proxy
    path: str
    threads: ThreadPoolExecutor

    def begin(self, count: int) -> list[Future[Answer]]:
        return [self.threads.submit(ask, self.server, self.path) for _ in range(count)]

    def statuses(self, count: int) -> Counter[int]:
        return Counter(each.result().status for each in self.begin(count))


@contextmanager
def outage(service: Service) -> Iterator[Outage]:
    path = "/api/posts" if "rest" in service.combination.layers else "/"
    with (
        proxy_before(service.database) as (proxy, url),
        serve(service, **SETTINGS, DATABASE_URL=url) as server,
        ThreadPoolExecutor(max_workers=64) as threads,
    ):
        yield Outage(server, proxy, path, threads)


def check_unavailable(service: Service, answers: list[Answer]) -> None:
    for answer in answers:
        assert answer.status == 503, answer.body
        assert int(answer.headers["retry-after"]) > 0
        if "rest" in service.combination.layers:
            assert answer.headers["content-type"] == "application/problem+json"
            assert '"unavailable"' in answer.body


def test_service_survives_its_database(migrated: Service) -> None:
    with outage(migrated) as out:
        assert out.statuses(2 * POOL_SIZE) == {200: 2 * POOL_SIZE}

        silent(out, migrated)
        assert out.statuses(2 * POOL_SIZE) == {200: 2 * POOL_SIZE}

        refused(out, migrated)
        assert out.statuses(2 * POOL_SIZE) == {200: 2 * POOL_SIZE}

        out.proxy.cut()  # while no connection is in use
        assert out.statuses(2 * POOL_SIZE) == {200: 2 * POOL_SIZE}

        cut_under_load(out)
        assert out.statuses(2 * POOL_SIZE) == {200: 2 * POOL_SIZE}


def silent(out: Outage, service: Service) -> None:
    """Three times as many requests as connections wait; liveness does not."""
    out.proxy.fall_silent()
    waiting = out.begin(3 * POOL_SIZE)
    time.sleep(1)
    for _ in range(3):
        live = ask(out.server, "/health/live")
        assert live.status == 200
        assert live.seconds < 1
    ready = ask(out.server, "/health/ready")
    assert ready.status == 503
    assert ready.seconds < 3
    answers = [each.result() for each in waiting]
    check_unavailable(service, answers)
    assert max(answer.seconds for answer in answers) < LONGEST_SECONDS
    out.proxy.recover()


def refused(out: Outage, service: Service) -> None:
    out.proxy.refuse()
    answers = [each.result() for each in out.begin(3 * POOL_SIZE)]
    check_unavailable(service, answers)
    assert ask(out.server, "/health/ready").status == 503
    assert ask(out.server, "/health/live").status == 200
    out.proxy.recover()


def cut_under_load(out: Outage) -> None:
    ended = Event()

    def load() -> Counter[int]:
        statuses: Counter[int] = Counter()
        while not ended.is_set():
            statuses[ask(out.server, out.path).status] += 1
        return statuses

    loads = [out.threads.submit(load) for _ in range(2 * POOL_SIZE)]
    for _ in range(5):
        time.sleep(0.2)
        out.proxy.cut()
    out.proxy.refuse()
    time.sleep(0.2)
    out.proxy.recover()
    time.sleep(0.2)
    out.proxy.fall_silent()  # amid statements
    time.sleep(0.2)
    ended.set()
    counted = sum((each.result() for each in loads), Counter[int]())
    out.proxy.recover()
    assert set(counted) == {200, 503}, counted

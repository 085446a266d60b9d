"""The cache of two servers of one service: shared, stopped, frozen and back."""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from httpx2 import Client, Response

from tests.run.servers import Server, start
from tests.run.services import Service
from tests.run.valkey import Valkey, valkey_for

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "complete", "complete", "complete"),
    pytest.mark.only_with("cache"),
]

ATTEMPTS = 3
TAGS = "/api/tags"
READY = "/health/ready"
TOKEN = "/api/auth/token"
PASSWORD = "Correct horse 1"
# What a request may wait for a cache that is down, with time for a busy machine. The
# timeouts of the client by default are 5 seconds.
LONGEST_SECONDS = 2
numbers = count()


@dataclass
class Site:
    """A server, and a client of its own."""

    server: Server
    client: Client

    def get(self, path: str) -> Response:
        response = self.client.get(path)
        assert response.elapsed.total_seconds() < LONGEST_SECONDS, path
        return response

    def uses(self, tag: str) -> int:
        response = self.get(TAGS)
        assert response.status_code == 200, response.text
        items = response.json()["items"]
        return sum(item["posts"] for item in items if item["name"] == tag)

    def publish(self, token: str, tag: str) -> None:
        body = {"title": "A title", "body": "Text", "tags": [tag], "published": True}
        headers = {"Authorization": f"Bearer {token}"}
        response = self.client.post("/api/posts", json=body, headers=headers)
        assert response.status_code == 201, response.text

    def fail_log_in(self, email: str) -> int:
        """Send a wrong password, and return the status."""
        form = {"username": email, "password": "Wrong horse 1"}
        response = self.client.post(TOKEN, data=form)
        assert response.elapsed.total_seconds() < LONGEST_SECONDS
        return response.status_code

    def events(self, name: str) -> int:
        return sum(event.get("event") == name for event in self.server.events)


@dataclass
class Sites:
    first: Site
    second: Site
    valkey: Valkey
    token: str

    def __iter__(self) -> Iterator[Site]:
        return iter((self.first, self.second))

    def readiness(self) -> list[tuple[int, str, str]]:
        responses = [site.get(READY) for site in self]
        return [
            (
                response.status_code,
                response.json()["status"],
                response.json()["checks"]["cache"],
            )
            for response in responses
        ]

    def check_ready(self) -> None:
        """Check both, which makes them use the cache at once if it is back."""
        assert self.readiness() == [(200, "ok", "ok")] * 2


OK = (200, "ok", "ok")
DEGRADED = (200, "degraded", "degraded")


def unique(name: str) -> str:
    return f"{name}-{next(numbers)}"


def call(valkey: Valkey, *words: str) -> list[str]:
    """Call the server, and return the lines of its answer."""
    program = valkey.program.replace("-server", "-cli")
    done = subprocess.run(
        [program, "-u", valkey.url, "--raw", *words],
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )
    return done.stdout.splitlines()


def rename_in_cache(valkey: Valkey, tag: str, other: str) -> None:
    """Change a kept value, so that it tells where an answer comes from."""
    (key,) = call(valkey, "KEYS", "*:tags:1:")
    (value,) = call(valkey, "GET", key)
    assert tag in value
    call(valkey, "SET", key, value.replace(tag, other), "KEEPTTL")


@pytest.fixture(scope="module")
def valkey(migrated: Service) -> Iterator[Valkey]:
    """One of each service's own: in another's cache, other tags are kept."""
    with Valkey(migrated.folder.parent / "valkey") as server:
        yield server


@pytest.fixture(scope="module")
def sites(migrated: Service, valkey: Valkey) -> Iterator[Sites]:
    with ExitStack() as stack:
        settings = {
            **stack.enter_context(valkey_for(migrated)),
            "CACHE_URL": valkey.url,  # which is stopped, and the queue's server is not
            "LOG_IN_ATTEMPTS": str(ATTEMPTS),
        }
        first, second = (
            Site(server, stack.enter_context(Client(base_url=server.url, timeout=30)))
            for server in (
                stack.enter_context(start(migrated, "127.0.0.1", settings))
                for _ in range(2)
            )
        )
        user = {
            "email": f"{migrated.folder.parent.name}@example.com",
            "name": "Some One",
            "password": PASSWORD,
        }
        assert first.client.post("/api/users", json=user).status_code == 201
        form = {"username": user["email"], "password": PASSWORD}
        token = first.client.post(TOKEN, data=form).json()["access_token"]
        yield Sites(first, second, valkey, token)


@pytest.fixture(autouse=True)
def back(sites: Sites) -> Iterator[None]:
    yield
    if sites.valkey.process is None:
        sites.valkey.start()
    sites.check_ready()


def test_attempts_are_counted_together(sites: Sites) -> None:
    email = f"{unique('nobody')}@example.com"

    statuses = [sites.first.fail_log_in(email) for _ in range(ATTEMPTS - 1)]
    statuses += [sites.second.fail_log_in(email) for _ in range(2)]
    statuses.append(sites.first.fail_log_in(email))

    assert statuses == [401] * ATTEMPTS + [429] * 2


def test_tags_are_kept_until_a_write(sites: Sites) -> None:
    tag, other = unique("tag"), unique("other")
    sites.first.publish(sites.token, tag)
    assert [site.uses(tag) for site in sites] == [1, 1]

    rename_in_cache(sites.valkey, tag, other)
    assert [site.uses(other) for site in sites] == [1, 1]

    sites.first.publish(sites.token, tag)
    assert [site.uses(tag) for site in sites] == [2, 2]
    assert [site.uses(other) for site in sites] == [0, 0]


def test_parallel_misses_are_computed_once(sites: Sites, tmp_path: Path) -> None:
    tag, end = unique("tag"), unique("end")
    log = tmp_path / "commands"
    program = sites.valkey.program.replace("-server", "-cli")
    with log.open("w") as output:
        monitor = subprocess.Popen(
            [program, "-u", sites.valkey.url, "MONITOR"], stdout=output
        )
    try:
        wait_for_text(log, "OK")
        sites.first.publish(sites.token, tag)
        with ThreadPoolExecutor(max_workers=100) as threads:
            asked = [
                threads.submit(site.uses, tag) for _ in range(50) for site in sites
            ]
        assert [each.result() for each in asked] == [1] * 100
        call(sites.valkey, "ECHO", end)
        wait_for_text(log, end)
    finally:
        monitor.kill()
        monitor.wait()
    written = [
        line
        for line in log.read_text().splitlines()
        if '"SET"' in line and ':tags:1:" ' in line
    ]
    assert len(written) == 1, written


def wait_for_text(log: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in log.read_text():
        assert time.monotonic() < deadline, text
        time.sleep(0.02)


def check_outage(sites: Sites) -> None:
    """Use the service while its cache is down."""
    tag = unique("tag")
    email = f"{unique('nobody')}@example.com"
    before = [site.events("cache.down") for site in sites]

    assert sites.first.uses(tag) == 0
    sites.first.publish(sites.token, tag)
    assert [site.uses(tag) for _ in range(20) for site in sites] == [1] * 40
    assert sites.readiness() == [DEGRADED, DEGRADED]
    for site in sites:
        statuses = [site.fail_log_in(email) for _ in range(ATTEMPTS + 1)]
        assert statuses == [401] * ATTEMPTS + [429]
    after = [site.events("cache.down") for site in sites]
    assert after == [number + 1 for number in before], "once an outage, not a request"


def check_recovery(sites: Sites) -> None:
    """Use the cache again, in which no value from before the outage is left."""
    tag, other = unique("tag"), unique("other")
    sites.check_ready()
    sites.first.publish(sites.token, tag)
    assert [site.uses(tag) for site in sites] == [1, 1]
    rename_in_cache(sites.valkey, tag, other)
    assert [site.uses(other) for site in sites] == [1, 1]


def test_service_works_while_the_cache_is_stopped(sites: Sites) -> None:
    sites.valkey.stop()
    check_outage(sites)
    sites.valkey.start()
    check_recovery(sites)


def test_service_works_while_the_cache_is_frozen(sites: Sites) -> None:
    with sites.valkey.silent():
        check_outage(sites)
    check_recovery(sites)


def test_writes_during_an_outage_are_seen_after_it(sites: Sites) -> None:
    tag = unique("tag")
    sites.first.publish(sites.token, tag)
    assert [site.uses(tag) for site in sites] == [1, 1]  # kept on the server

    sites.valkey.stop()
    sites.first.publish(sites.token, tag)
    sites.valkey.start()
    sites.check_ready()

    assert [site.uses(tag) for site in sites] == [2, 2]


def test_restart_between_requests_is_not_noticed(sites: Sites) -> None:
    tag, other = unique("tag"), unique("other")
    sites.first.publish(sites.token, tag)
    before = [site.events("cache.down") for site in sites]
    assert [site.uses(tag) for site in sites] == [1, 1]

    sites.valkey.stop()
    sites.valkey.start()
    rename_in_cache(sites.valkey, tag, other)

    assert [site.uses(other) for site in sites] == [1, 1]
    assert [site.events("cache.down") for site in sites] == before

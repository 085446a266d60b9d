"""Metrics of a service in production, as Prometheus scrapes them."""

import json
import random
import re
import shutil
import socket
import sqlite3
import string
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.run.addresses import free_address
from tests.run.servers import Server, serve
from tests.run.services import PRODUCTION, UV, Service
from tests.run.test_killed_worker import WORKERS, replace_worker
from tests.stacks import SERVERS

pytestmark = [
    pytest.mark.full,
    pytest.mark.only_with("telemetry"),
    pytest.mark.combinations("measured", "measured", "measured", "measured"),
]

SECONDS = 30
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
REQUESTS = 40
HELD = 3  # connections that wait for a lock

Labels = frozenset[tuple[str, str]]


def labels(**values: str) -> Labels:
    return frozenset(values.items())


@dataclass
class Target:
    """A server, and the port on which Prometheus scrapes it."""

    service: Service
    server: Server
    port: int
    files: Path

    def scrape(self) -> dict[tuple[str, Labels], float]:
        """Return the value of each series."""
        url = f"http://127.0.0.1:{self.port}/metrics"
        with urlopen(url, timeout=SECONDS) as response:
            text = response.read().decode()
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def counts(self) -> Counter[tuple[str, str, str]]:
        """Return how many requests there were, by method, route and status."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for (name, labels), value in self.scrape().items():
            if name == "http_requests_total":
                found = dict(labels)
                key = found["method"], found["route"], found["status"]
                counts[key] += int(value)
        return counts

    def logged(self) -> Counter[tuple[str, str, str]]:
        """Return the same from the log of the service."""
        return Counter(
            (
                method if (method := str(event["method"])) in METHODS else "other",
                str(event["route"] or "unmatched"),
                str(event["status"]),
            )
            for event in self.server.events
            if event["event"] == "request"
        )

    def gauge(self, name: str) -> float:
        return self.scrape()[name, labels()]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None) -> int:
        """Send a request over a connection of its own, and return the status."""
        connection = HTTPConnection(*self.server.address, timeout=SECONDS)
        with closing(connection):
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
        return response.status

    @property
    def page(self) -> str:
        """A path that reads from the database, where there is one."""
        layers = self.service.combination.layers
        if "stateless" in layers:
            return "/api/openapi.json"
        return "/api/posts" if "rest" in layers else "/"


@contextmanager
def serve_metrics(service: Service, folder: Path, **settings: str) -> Iterator[Target]:
    port = free_address("127.0.0.1")[1]
    settings = {"METRICS_PORT": str(port), "TMPDIR": str(folder), **settings}
    with serve(service, **settings) as server:
        yield Target(service, server, port, folder)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


@pytest.fixture(scope="module")
def target(
    migrated: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("metrics")
    with serve_metrics(migrated, folder, WEB_CONCURRENCY=str(WORKERS)) as target:
        yield target


def exercise(target: Target) -> int:
    """Send requests of several kinds, some at once, and return how many.

    They are counted when they return: a process counts one just after its response.
    """
    requests = [
        *[(target.page, "GET")] * REQUESTS,
        *[(target.page, "HEAD")] * 5,
        *[("/nowhere", "GET")] * 5,
        *[("/api/nowhere", "POST")] * 5,
    ]
    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(lambda request: target.ask(*request), requests))
    wait_until(
        lambda: target.gauge("http_requests_in_progress") == 0,
        "A request without end is in progress.",
    )
    return len(requests)


def test_metrics_count_the_requests_of_all_processes(target: Target) -> None:
    before = target.counts().total()

    sent = exercise(target)

    assert target.counts().total() == before + sent
    wait_until(lambda: target.counts() == target.logged(), "The log differs.")
    durations = Counter[tuple[str, str]]()
    for (name, found), value in target.scrape().items():
        if name == "http_request_duration_seconds_count":
            durations[dict(found)["method"], dict(found)["route"]] += int(value)
    counts = Counter[tuple[str, str]]()
    for (method, route, _), value in target.counts().items():
        counts[method, route] += value
    assert durations == counts
    assert target.gauge("http_requests_in_progress") == 0


def test_probes_are_not_counted(target: Target) -> None:
    before = target.counts()

    assert target.ask("/health/live") == 200
    assert target.ask("/health/ready") == 200

    assert target.counts() == before


def test_public_port_serves_no_metrics(target: Target) -> None:
    for path in ("/metrics", "/metrics/", "/api/metrics"):
        assert target.ask(path) == 404


def expressions(service: Service) -> list[str]:
    """Return the queries of the alerts and of the dashboard."""
    folder = service.folder / "monitoring"
    alerts = yaml.safe_load((folder / "alerts.yaml").read_text())
    dashboard = json.loads((folder / "grafana-dashboard.json").read_text())
    return [
        *(rule["expr"] for group in alerts["groups"] for rule in group["rules"]),
        *(
            panel_target["expr"].replace("$__rate_interval", "5m")
            for panel in dashboard["panels"]
            for panel_target in panel["targets"]
        ),
    ]


def test_alerts_and_dashboard_query_what_is_served(target: Target) -> None:
    exercise(target)
    served = defaultdict[str, set[str]](lambda: {"instance", "job"})
    for name, found in target.scrape():
        served[name] |= dict(found).keys()
    names = {*served, "up"}

    for expression in expressions(target.service):
        selected = re.findall(r"(\w+)\{(.*?)\}", expression)
        assert selected, expression
        known = {"le"}
        for name, selector in selected:
            assert name in names, expression
            known |= served[name]
            assert {*re.findall(r"(\w+)=", selector)} <= served[name], expression
        for by in re.findall(r"by \((.*?)\)", expression):
            assert {*by.split(", ")} <= known, expression


def test_prometheus_accepts_the_queries(migrated: Service, tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no promtool, which Debian's package prometheus has")
    rules = [
        {"record": f"panel:{number}", "expr": expression}
        for number, expression in enumerate(expressions(migrated))
    ]
    panels = tmp_path / "panels.yaml"
    panels.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}))
    alerts = migrated.folder / "monitoring" / "alerts.yaml"

    done = subprocess.run(
        [promtool, "check", "rules", alerts, panels], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_random_paths_and_methods_add_no_series(target: Target) -> None:
    def flood(count: int) -> None:
        for _ in range(count):
            word = "".join(random.choices(string.ascii_uppercase, k=8))
            target.ask(f"/{word}")
            target.ask(f"/api/{word}?{word}={word}", "DELETE")
            target.ask(target.page, word)

    flood(5)
    series = target.scrape().keys()
    flood(60)

    assert target.scrape().keys() == series


@contextmanager
def users_locked(service: Service) -> Iterator[None]:
    """Let writes of users wait."""
    url = service.database
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    from sqlalchemy import create_engine, make_url, text

    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername=SERVERS[parsed.drivername].driver))
    table = "users_user" if "django" in service.combination.layers else "users"
    with engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        yield
    engine.dispose()


@pytest.mark.only_with("users")
@pytest.mark.only_with("rest")
def test_gauges_follow_requests_that_wait(target: Target) -> None:
    def register(number: int) -> int:
        person = {
            "email": f"waits-{number}@example.com",
            "name": "Waits",
            "password": "Correct horse 1",
        }
        return target.ask("/api/users", "POST", json.dumps(person).encode())

    def are(in_use: int) -> bool:
        """Probe each process a few times: gauges are set with each request."""
        for _ in range(4 * WORKERS):
            target.ask("/health/live")
        gauges = {"http_requests_in_progress": in_use}
        if has_pool(target.service):
            gauges["database_connections_in_use"] = in_use
        scraped = target.scrape()
        return all(scraped[name, labels()] == gauges[name] for name in gauges)

    with ThreadPoolExecutor(max_workers=HELD) as threads:
        with users_locked(target.service):
            registered = [threads.submit(register, number) for number in range(HELD)]
            wait_until(lambda: are(HELD), "The gauges do not show what waits.")
        assert [each.result() for each in registered] == [201] * HELD

    wait_until(lambda: are(0), "The gauges do not go back.")


def has_pool(service: Service) -> bool:
    """SQLite in Django has a connection for each thread, and no pool."""
    layers = service.combination.layers
    return "users" in layers and not {"django", "sqlite"} <= layers


def test_counts_survive_killed_processes(migrated: Service, tmp_path: Path) -> None:
    with serve_metrics(migrated, tmp_path, WEB_CONCURRENCY=str(WORKERS)) as target:
        sent = 0
        for _ in range(2):
            sent += exercise(target)
            before = target.counts()
            assert before.total() == sent

            replace_worker(target.server)

            assert target.counts() == before
        exercise(target)
        if has_pool(migrated):
            wait_until(
                lambda: target.gauge("database_connections_max") == 10 * WORKERS,
                "A gauge counts processes that have ended.",
            )
        # Three files of each process, and two with the counts of ended ones.
        files = list(tmp_path.glob("metrics-*/*"))
        assert len(files) <= 3 * WORKERS + 2, files

    assert list(tmp_path.glob("metrics-*")) == []


def test_single_process_serves_metrics(migrated: Service, tmp_path: Path) -> None:
    with serve_metrics(migrated, tmp_path) as target:
        assert target.counts() == {}
        sent = exercise(target)
        assert target.counts().total() == sent


def test_port_in_use_stops_the_start(migrated: Service) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        ended = subprocess.run(
            [UV, "run", "--no-sync", "python", "-m", "app"],
            cwd=migrated.folder,
            env={**migrated.environment, **PRODUCTION, "METRICS_PORT": port},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    assert ended.returncode == 1
    assert ended.stderr.startswith("METRICS_PORT can't be opened")
    assert ended.stderr.count("\n") == 1

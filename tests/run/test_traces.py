"""Traces and error reports of a service in production, as a collector gets them."""

import json
import os
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.run.collector import Receiver, Span, events_of, receiver, spans_of
from tests.run.servers import Server, serve
from tests.run.services import PRODUCTION, UV, Service
from tests.run.valkey import Valkey

pytestmark = [
    pytest.mark.full,
    pytest.mark.only_with("telemetry"),
    pytest.mark.combinations("complete", "complete", "complete", "complete"),
]

SECONDS = 30
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PROCESSES = 2
# Requests until each process has answered some. They choose by chance.
MOST_REQUESTS = 400
FAILED = "Failed to export"
SECRETS = {
    "email": "ada@example.com",
    "password": "Correct horse 1",
    "cookie": "a-cookie",
    "token": "a-token",
    "query": "a-query",
}
USER = {"name": "Ada", "email": SECRETS["email"], "password": SECRETS["password"]}


def ask(server: Server, path: str, body: object = None, **headers: str) -> int:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **headers}
    try:
        with urlopen(
            Request(server.url + path, data=data, headers=headers), timeout=SECONDS
        ) as response:
            status: int = response.status
            return status
    except HTTPError as error:
        return error.code


def send(
    server: Server, path: str, data: bytes, media_type: str, **headers: str
) -> dict[str, str]:
    request = Request(
        server.url + path, data=data, headers={"Content-Type": media_type, **headers}
    )
    with urlopen(request, timeout=SECONDS) as response:
        answer: dict[str, str] = json.load(response)
        return answer


def exporting_to(url: str, **variables: str) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "RELEASE": "1.2.3",
        **variables,
    }


def list_path(service: Service) -> str:
    """A path whose answer comes from the database, if there is one."""
    layers = service.combination.layers
    if "rest" not in layers:
        return "/admin/login/" if "posts" not in layers else "/"
    return "/api/posts" if "posts" in layers else "/api/slugs"


def events_with(server: Server, name: str) -> list[dict[str, object]]:
    return [event for event in server.events if event["event"] == name]


def instances(spans: list[Span]) -> set[str]:
    return {span.resource["service.instance.id"] for span in spans}


@pytest.fixture(scope="module")
def traced(migrated: Service) -> Iterator[tuple[Server, Receiver[Span]]]:
    with (
        receiver(spans_of) as collector,
        serve(
            migrated, **exporting_to(collector.url, WEB_CONCURRENCY=str(PROCESSES))
        ) as server,
    ):
        yield server, collector


def test_each_request_is_one_trace(
    migrated: Service, traced: tuple[Server, Receiver[Span]]
) -> None:
    """With several processes, and in the trace of the caller."""
    server, collector = traced
    path = list_path(migrated)
    sent = []
    for number in range(1, MOST_REQUESTS):
        sent.append(f"{number:032x}")
        parent = f"00-{sent[-1]}-{'c' * 16}-01"
        assert ask(server, f"{path}?q={SECRETS['query']}", traceparent=parent) == 200
        if number % 20 == 0 and len(instances(collector.received)) == PROCESSES:
            break
    assert ask(server, "/health/ready") == 200

    spans = collector.wait_for(
        lambda spans: (
            {*sent} <= {span.trace for span in spans if span.kind == "server"}
        ),
        within=SECONDS,
    )
    assert len(instances(spans)) == PROCESSES
    assert {span.trace for span in spans} == {*sent}
    for span in spans:
        assert span.resource["service.version"] == "1.2.3"
        assert SECRETS["query"] not in span.text
    servers = [span for span in spans if span.kind == "server"]
    assert {(span.name, span.parent) for span in servers} == {(f"GET {path}", "c" * 16)}
    assert Counter(span.trace for span in servers) == Counter(sent)
    if "users" in migrated.combination.layers:
        statements = [span for span in spans if span.kind == "client"]
        assert {span.trace for span in statements} == {*sent}
        parents = {span.id: span.parent for span in spans}
        assert all(leads_to("c" * 16, span.id, parents) for span in statements)


def leads_to(ancestor: str, span: str, parents: dict[str, str]) -> bool:
    while span in parents:
        span = parents[span]
    return span == ancestor


def test_log_has_the_ids_of_the_trace(traced: tuple[Server, Receiver[Span]]) -> None:
    server, collector = traced
    assert ask(server, "/nowhere", **{"X-Request-ID": "logged"}) == 404
    assert server.logs('"logged"', within=SECONDS)

    (event,) = [e for e in server.events if e.get("request_id") == "logged"]
    spans = collector.wait_for(
        lambda spans: any(span.trace == event["trace_id"] for span in spans),
        within=SECONDS,
    )
    assert event["span_id"] in {span.id for span in spans}


@contextmanager
def worker(service: Service, settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [UV, "run", "--no-sync", "poe", "worker"],
        cwd=service.folder,
        env={**service.environment, **PRODUCTION, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=SECONDS)


@pytest.mark.combinations("complete", "complete", "complete", "complete")
def test_trace_goes_on_in_cache_task_and_call(
    migrated: Service, tmp_path: Path
) -> None:
    """The webhook that a worker calls belongs to the request that published a post."""
    published, read = (f"{number:032x}" for number in (1, 2))
    with (
        receiver(spans_of) as collector,
        Valkey(tmp_path / "valkey") as valkey,
        absent() as webhook,
    ):
        settings = exporting_to(
            collector.url,
            CACHE_URL=valkey.url,
            BROKER_URL=valkey.url,
            WEBHOOK_URL=f"https://{webhook}/hook",
            WEBHOOK_SECRET="w" * 32,
        )
        with serve(migrated, **settings) as server, worker(migrated, settings):
            send(server, "/api/users", json.dumps(USER).encode(), JSON)
            form = {"username": USER["email"], "password": USER["password"]}
            log_in = urlencode(form).encode()
            tokens = send(server, "/api/auth/token", log_in, FORM)
            post = {"title": "News", "body": "Today", "published": True}
            send(
                server,
                "/api/posts",
                json.dumps(post).encode(),
                JSON,
                Authorization=f"Bearer {tokens['access_token']}",
                traceparent=f"00-{published}-{'c' * 16}-01",
            )
            parent = f"00-{read}-{'c' * 16}-01"
            assert ask(server, "/api/tags", traceparent=parent) == 200

            def found(spans: list[Span]) -> bool:
                return (
                    {"server", "consumer"}
                    <= {s.kind for s in spans if s.trace == published}
                    and any(s.trace == published and calls_webhook(s) for s in spans)
                    and any(s.trace == read and is_of_cache(s) for s in spans)
                )

            spans = collector.wait_for(found, within=SECONDS)

    parents = {span.id: span.parent for span in spans}
    (call, *_) = [s for s in spans if s.trace == published and calls_webhook(s)]
    tasks = {s.id: s for s in spans if s.kind == "consumer"}
    assert call.parent in tasks
    assert leads_to("c" * 16, call.id, parents)
    assert not any(secret in span.text for span in spans for secret in SECRETS.values())


def calls_webhook(span: Span) -> bool:
    return (
        span.attributes.get("server.address") == "127.0.0.1" and span.kind == "client"
    )


def is_of_cache(span: Span) -> bool:
    return span.attributes.get("db.system.name") == "redis"


Place = Callable[[], AbstractContextManager[str]]


@contextmanager
def absent() -> Iterator[str]:
    """A port that refuses connections."""
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """A port that accepts connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=50)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.parametrize("collector", [absent, silent])
def test_service_works_without_its_collector(
    migrated: Service, collector: Place
) -> None:
    """It says so once, and stops in time."""
    path = list_path(migrated)
    with (
        collector() as address,
        serve(migrated, **exporting_to(f"http://{address}")) as server,
    ):
        assert ask(server, path) == 200
        assert server.logs(FAILED, within=SECONDS)
        for _ in range(20):
            assert ask(server, path) == 200

        server.process.terminate()
        assert server.process.wait(timeout=SECONDS) in (0, -15)
        failures = [e for e in server.events if FAILED in str(e["event"])]
        assert len(failures) == 1


def test_nothing_is_traced_by_default(server: Server, service: Service) -> None:
    assert ask(server, list_path(service), **{"X-Request-ID": "untraced"}) == 200
    assert server.logs('"untraced"', within=SECONDS)

    (event,) = [e for e in server.events if e.get("request_id") == "untraced"]
    assert "trace_id" not in event


@pytest.mark.only_with("users")
@pytest.mark.only_with("rest")
def test_error_is_reported_without_personal_data(service: Service) -> None:
    """One that no test can provoke on a good day: the tables are missing."""
    headers = {
        "Authorization": f"Basic {SECRETS['token']}",
        "Cookie": f"session={SECRETS['cookie']}",
        "X-Request-ID": "failed",
    }
    with (
        receiver(events_of) as sentry,
        serve(
            service.with_database("unmigrated"),
            SENTRY_DSN=f"{sentry.url.replace('//', '//key@')}/1",
            RELEASE="1.2.3",
        ) as server,
    ):
        assert ask(server, "/nowhere") == 404
        assert ask(server, "/api/users", {}) == 422
        assert ask(server, "/api/users/me", Authorization="Bearer x") == 401
        assert ask(server, f"/api/users?q={SECRETS['query']}", USER, **headers) == 500
        events = sentry.wait_for(bool, within=SECONDS)
        server.process.terminate()
        server.process.wait(timeout=SECONDS)

    (event,) = events
    assert event["tags"]["request_id"] == "failed"
    assert event["release"] == "1.2.3"
    assert event["exception"]["values"][-1]["stacktrace"]["frames"]
    sent = json.dumps(event)
    assert [name for name, secret in SECRETS.items() if secret in sent] == []
    assert len(sentry.received) == 1


@pytest.mark.only_with("users")
@pytest.mark.only_with("rest")
@pytest.mark.parametrize("sentry", [absent, silent])
def test_service_works_without_sentry(service: Service, sentry: Place) -> None:
    with (
        sentry() as address,
        serve(
            service.with_database(f"unmigrated_{sentry.__name__}"),
            SENTRY_DSN=f"http://key@{address}/1",
        ) as server,
    ):
        for _ in range(20):
            assert ask(server, "/api/users", USER) == 500
        server.process.terminate()
        assert server.process.wait(timeout=SECONDS) in (0, -15)

"""A service that runs by its production command."""

import json
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import Request, urlopen

import pytest

from tests.run.document import assert_answers_as_documented
from tests.run.prefix import PREFIX, below_prefix
from tests.run.servers import Server, serve
from tests.run.services import ADMIN, UV, Service
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "chosen", "installed", "installed_nightly"),
]

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def administered(migrated: Service) -> Service:
    """A service that has an administrator, where it has users."""
    if "users" in migrated.combination.layers:
        migrated.create_admin()
    return migrated


def test_service_is_ready_in_production(service: Service, server: Server) -> None:
    with urlopen(f"{server.url}/health/ready", timeout=30) as response:
        assert json.load(response) == service.ready, (
            "READINESS in tests/stacks.py lists the checks of each layer."
        )


@pytest.mark.only_with("htmx")
def test_service_shows_a_page_and_its_files_in_production(server: Server) -> None:
    with urlopen(server.url, timeout=30) as response:  # or where that redirects
        assert response.status == 200
        assert response.headers.get_content_type() == "text/html"
        assert "default-src" in response.headers["Content-Security-Policy"]
        page = response.read().decode()

    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert files
    for file in files:
        with urlopen(server.url + file, timeout=30) as response:
            assert response.status == 200


@pytest.mark.only_with("rest")
@pytest.mark.only_among("chosen")
def test_service_keeps_the_contract_in_production(
    administered: Service, server: Server
) -> None:
    with step("contract over a socket"):
        administered.run("poe", "smoke", server.url, **ADMIN)


@pytest.mark.combinations("first", "frameworks", "installed", "installed_nightly")
@pytest.mark.only_with("rest")
@pytest.mark.only_among("chosen")
def test_service_answers_as_its_document_says(
    administered: Service, server: Server
) -> None:
    assert_answers_as_documented(administered, server)


# --- A server that is stopped ---


def registration() -> tuple[str, str]:
    """A request that makes a user, as its head and its body."""
    body = '{"email": "late@example.com", "name": "Late", "password": "Late horse 1"}'
    return "POST /api/users HTTP/1.1\r\nContent-Type: application/json", body


def slug() -> tuple[str, str]:
    """A request that stores nothing."""
    head = "POST /api/slugs HTTP/1.1\r\nContent-Type: application/json"
    return head, '{"text": "What is in flight"}'


def attempt_to_log_in(server: Server) -> tuple[str, str]:
    """A request that sends the form of the log-in page."""
    with urlopen(server.url, timeout=30) as response:
        found = re.search(r'<a href="([^"]+)">Log in<', response.read().decode())
    assert found
    with urlopen(server.url + found[1], timeout=30) as response:
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        token = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', response.read().decode()
        )
    assert token
    form = {
        "csrfmiddlewaretoken": token[1],
        "username": "a@example.com",
        "password": "b",
    }
    head = f"POST {found[1]} HTTP/1.1\r\nContent-Type: {FORM}\r\nCookie: {cookie}"
    return head, urlencode(form)


@pytest.mark.only_among("chosen")
def test_service_answers_what_is_in_flight_when_it_is_stopped(
    migrated: Service,
) -> None:
    with serve(migrated) as server:
        if "stateless" in migrated.combination.layers:
            (head, body), status = slug(), 200
        elif "rest" in migrated.combination.layers:
            (head, body), status = registration(), 201
        else:
            (head, body), status = attempt_to_log_in(server), 200
        head += f"\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(server.address, timeout=30) as client:
            client.sendall(f"{head}{body[:10]}".encode())
            assert server.answers(within=30)  # so it has read what was sent before
            server.process.send_signal(signal.SIGTERM)
            # It may listen to the end, and take nothing more.
            while server.answers(within=1):
                time.sleep(0.05)
            client.sendall(body[10:].encode())
            assert client.recv(12) == f"HTTP/1.1 {status}".encode()
        assert server.process.wait(timeout=30) == 0


# --- A server with settings of its own ---

of_each_framework = pytest.mark.combinations("first", "frameworks", "stacks", "sample")

LIMIT = 1000
SHUTDOWN_SECONDS = 3


@pytest.fixture(scope="session")
def tuned(migrated: Service) -> Iterator[Server]:
    """Two processes that listen on IPv6, below a path prefix."""
    with serve(
        migrated,
        host="::1",
        ALLOWED_HOSTS="*",
        PUBLIC_URL="https://example.com",
        WEB_CONCURRENCY="2",
        KEEP_ALIVE_SECONDS="1",
        MAX_BODY_BYTES=str(LIMIT),
        ROOT_PATH=PREFIX,
    ) as server:
        yield server


@of_each_framework
def test_server_does_not_start_as_development(service: Service) -> None:
    done = subprocess.run(
        [UV, "run", "--no-sync", "poe", "start"],
        cwd=service.folder,
        env=service.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "Set ENVIRONMENT=production" in done.stderr
    assert "Traceback" not in done.stderr


@of_each_framework
def test_server_closes_idle_connections_as_set(tuned: Server) -> None:
    with socket.create_connection(tuned.address, timeout=4) as client:
        client.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b"".join(iter(lambda: client.recv(4096), b""))

    assert received.startswith(b"HTTP/1.1 200")
    assert b"connection: close" not in received.lower()


@of_each_framework
@pytest.mark.only_with("rest")
@pytest.mark.parametrize(
    "head",
    [
        "GET /api/nothing?token=hidden-secret",
        f"GET /{'x' * 100_000} HTTP/1.1\r\nHost: a",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization Bearer hidden-secret",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
        "POST /api/nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    ],
)
def test_request_that_the_server_refuses_is_a_problem(tuned: Server, head: str) -> None:
    with socket.create_connection(tuned.address, timeout=30) as client:
        client.sendall(f"{head}\r\n\r\n".encode())
        response = HTTPResponse(client)
        response.begin()
        problem = json.loads(response.read())

    assert response.status in (400, 404, 414)  # uvicorn takes paths of any length
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == response.status
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert tuned.logs(problem["request_id"], within=10)
    assert "hidden-secret" not in tuned.log.read_text()


@of_each_framework
@pytest.mark.only_with("rest")
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize(("size", "is_taken"), [(LIMIT, True), (LIMIT + 1, False)])
def test_body_is_limited_to_the_byte(
    migrated: Service, tuned: Server, size: int, *, is_taken: bool, chunked: bool
) -> None:
    body = b"{}".ljust(size)
    connection = HTTPConnection(*tuned.address, timeout=30)
    headers = {"Content-Type": "application/json"}
    path = "/api/slugs" if "stateless" in migrated.combination.layers else "/api/users"
    if chunked:
        parts = iter([body[:10], body[10:]])
        connection.request("POST", path, parts, headers, encode_chunked=True)
    else:
        connection.request("POST", path, body, headers)
    status = connection.getresponse().status
    connection.close()

    assert (status != 413) is is_taken


@of_each_framework
@pytest.mark.only_with("rest")
@pytest.mark.parametrize("strips", [True, False])
def test_api_stays_below_the_prefix(tuned: Server, *, strips: bool) -> None:
    with below_prefix(tuned.address, strips=strips) as proxy:
        with urlopen(f"{proxy}{PREFIX}/api/openapi.json", timeout=30) as response:
            document = json.load(response)
        with pytest.raises(HTTPError) as error:
            urlopen(f"{proxy}{PREFIX}/api/nothing", timeout=30)
        problem = json.load(error.value)
        files = addresses(f"{proxy}{PREFIX}/api/docs")

        assert document["servers"] == [{"url": PREFIX}]
        assert problem["instance"] == f"{PREFIX}/api/nothing"
        for file in files:
            if file.startswith(proxy):
                urlopen(file, timeout=30).close()


@of_each_framework
@pytest.mark.only_with("users")
@pytest.mark.only_with("rest")
@pytest.mark.parametrize("strips", [True, False])
def test_location_stays_below_the_prefix(tuned: Server, *, strips: bool) -> None:
    user = {
        "email": f"{strips}@example.com".lower(),
        "name": "Below",
        "password": "Correct horse 1",
    }
    with below_prefix(tuned.address, strips=strips) as proxy:
        request = Request(
            f"{proxy}{PREFIX}/api/users",
            json.dumps(user).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=30) as response:
            assert response.headers["Location"].startswith(f"{PREFIX}/api/users/")


@pytest.mark.only_with("htmx")
@pytest.mark.only_among("chosen")
@pytest.mark.parametrize("strips", [True, False])
def test_pages_stay_below_the_prefix(migrated: Service, *, strips: bool) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(serve(migrated, ROOT_PATH=PREFIX))
        proxy = stack.enter_context(below_prefix(server.address, strips=strips))

        new, seen = {f"{proxy}{PREFIX}/"}, set[str]()
        while new:
            seen |= new
            # Whatever leads out is answered with 404 by the proxy.
            new = {link for page in new for link in addresses(page)} - seen

    names = {page.removeprefix(proxy).partition("?")[0] for page in seen}
    assert all(name.startswith(f"{PREFIX}/") for name in names)
    assert any(name.startswith(f"{PREFIX}/static/") for name in names)
    assert len(names) > 5


def addresses(page: str) -> set[str]:
    """Where a page leads to; its cookies are for the prefix alone."""
    try:
        response = urlopen(page, timeout=30)
    except HTTPError as error:
        if error.code == 405:  # it takes forms only
            return set()
        raise
    with response:
        for cookie in response.headers.get_all("Set-Cookie", []):
            assert re.search(rf"; path={PREFIX}(;|$)", cookie, re.IGNORECASE)
        if response.headers.get_content_type() != "text/html":
            return set()
        text = response.read().decode()
        found = re.findall(r' (?:href|src|action|hx-get|hx-post)="([^"#]*)"', text)
        return {urljoin(response.url, link.replace("&amp;", "&")) for link in found}


@of_each_framework
@pytest.mark.only_with("rest")
def test_server_ends_in_time_whatever_clients_do(migrated: Service) -> None:
    is_stateless = "stateless" in migrated.combination.layers
    with (
        serve(
            migrated, WEB_CONCURRENCY="2", SHUTDOWN_SECONDS=str(SHUTDOWN_SECONDS)
        ) as server,
        ExitStack() as stack,
    ):
        head, _ = slug() if is_stateless else registration()
        head += "\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n"
        clients = [
            stack.enter_context(socket.create_connection(server.address, timeout=30))
            for _ in range(6)
        ]
        for client in clients:
            client.sendall(head.encode())
        assert server.answers(within=30)

        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        while server.process.poll() is None and time.monotonic() < began + 30:
            for client in clients:
                drip(client)
            time.sleep(0.2)
        took = time.monotonic() - began

    assert took < SHUTDOWN_SECONDS + 2  # as this machine may be busy
    events = [str(event["event"]) for event in server.events]
    assert any(re.match(r"Uvicorn running|Listening at", event) for event in events)
    if not is_stateless:
        assert sum("SMTP_URL" in event for event in events) == 1


def drip(client: socket.socket) -> None:
    try:
        client.sendall(b" ")
    except OSError:  # its worker has ended
        return

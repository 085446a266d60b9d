"""Each combination as its owner meets it: installed, migrated, tested, served."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from tests.space import Combination
from tests.tiers import core, sample
from tests.TODO import beside, covering, questions
from tests.conftest import Render, parameters
from tests.interpreters import installed, interpreter_for, version_of
from tests.run.services import (
    ADMIN,
    CHECK_DRIFT,
    MIGRATE_DOWN,
    PRODUCTION,
    SECONDS,
    Server,
    Service,
    install,
    serve,
)

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


FORM = "application/x-www-form-urlencoded"
# What a log tells of an answer 500: our own word, and Django's.
FAILED = r"request\.failed|Internal Server Error"


@pytest.fixture(scope="module", params=parameters(covering(), quick=core()[:1]))
def service(
    request: pytest.FixtureRequest,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    combination: Combination = request.param
    folder = tmp_path_factory.mktemp(str(combination)) / "service"
    return install(combination, render(folder, **combination.data))


@pytest.fixture(scope="module")
def server(service: Service) -> Iterator[Server]:
    with serve(service) as server:
        yield server


LOG_IN = """
import os, sys, httpx2
form = {"username": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}
response = httpx2.post(f"{sys.argv[1]}/api/auth/token", data=form)
print(response.json()["access_token"])
"""


@pytest.mark.only_with("users")
def test_service_migrates(service: Service) -> None:
    service.run("poe", "migrate")


# Tests of the service's own do the same in their process, much quicker, in every one.
@pytest.mark.only_with("users")
@pytest.mark.only_among(sample())
def test_service_migrates_down_and_up_again(service: Service) -> None:
    service.run(*MIGRATE_DOWN[service.combination.data["orm"]])
    service.run("poe", "migrate")


@pytest.mark.only_with("users")
@pytest.mark.only_among(sample())
def test_service_has_no_drift(service: Service) -> None:
    service.run(*CHECK_DRIFT[service.combination.data["orm"]])


@pytest.mark.only_among([*sample(), *beside()])
def test_service_is_clean(service: Service) -> None:
    service.run("poe", "check")


def test_service_passes_its_tests(service: Service) -> None:
    # To trace them for their coverage takes them twice as long.
    is_traced = service.combination in sample()
    command = ("poe", "test") if is_traced else ("pytest", "--quiet")
    last = service.run(*command).splitlines()[-1]

    assert re.search(r"\d+ passed", last)
    assert "skipped" not in last


def test_service_runs_on_the_promised_python(service: Service) -> None:
    python = interpreter_for(service.combination.data["python_version"])
    assert python
    script = "import sys; print(*sys.version_info[:2])"
    major, minor = service.run("python", "-c", script).split()

    assert (int(major), int(minor)) == version_of(python)


@pytest.mark.only_with("django")
def test_service_is_found_ready_to_deploy(service: Service) -> None:
    # As behind a proxy that speaks HTTPS: Django judges what browsers are told.
    behind = {"ALLOWED_HOSTS": "api.example.com", "TRUSTED_PROXIES": "127.0.0.1"}
    check = ("python", "manage.py", "check", "--deploy", "--fail-level=WARNING")
    service.run(*check, **{**PRODUCTION, **behind})


@pytest.mark.slow
def test_service_is_ready_in_production(service: Service, server: Server) -> None:
    with urlopen(f"{server.url}/health/ready", timeout=30) as response:
        assert json.load(response) == service.ready


@pytest.mark.slow
@pytest.mark.only_with("htmx")
def test_service_shows_a_page_and_its_files_in_production(server: Server) -> None:
    with urlopen(server.url, timeout=30) as response:  # or where that leads to
        assert response.status == 200
        assert response.headers.get_content_type() == "text/html"
        assert "default-src" in response.headers["Content-Security-Policy"]
        page = response.read().decode()

    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert files
    for file in files:
        with urlopen(server.url + file, timeout=30) as response:
            assert response.status == 200


@pytest.mark.slow
@pytest.mark.only_with("rest")
@pytest.mark.only_among(sample())
def test_service_keeps_the_contract_in_production(
    service: Service, server: Server
) -> None:
    if "users" in service.combination.layers:
        service.run("poe", "create-admin", ADMIN["ADMIN_EMAIL"], **ADMIN)
    service.run("poe", "smoke", server.url, **ADMIN)


@pytest.mark.slow
@pytest.mark.only_with("rest")
@pytest.mark.only_among(sample())
def test_service_answers_as_its_document_says(service: Service, server: Server) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    as_admin = []
    if "users" in service.combination.layers:
        token = service.run("python", "-c", LOG_IN, server.url, **ADMIN).strip()
        as_admin = [
            # It would end the session that the other requests need.
            "--exclude-operation-id=log_out",
            f"--header=Authorization: Bearer {token}",
        ]
    done = subprocess.run(
        [
            str(schemathesis),
            *("run", f"{server.url}/api/openapi.json", "--no-color", "--seed=1"),
            *("--phases=coverage,fuzzing", "--max-examples=5"),
            f"--checks={','.join(CHECKS)}",
            *as_admin,
        ],
        cwd=service.folder.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(FAILED, server.log.read_text())


def registration() -> tuple[str, str]:
    """A request that makes a user, as its head and its body."""
    body = '{"email": "late@example.com", "name": "Late", "password": "Late horse 1"}'
    return "POST /api/users HTTP/1.1\r\nContent-Type: application/json", body


def slug() -> tuple[str, str]:
    """A request of which nothing stays."""
    head = "POST /api/slugs HTTP/1.1\r\nContent-Type: application/json"
    return head, '{"text": "What is in flight"}'


def attempt_to_log_in(server: Server) -> tuple[str, str]:
    """A request that sends the form of the page for it."""
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


@pytest.mark.only_among(sample())
def test_service_answers_what_is_in_flight_when_it_is_stopped(
    service: Service, server: Server
) -> None:
    if "stateless" in service.combination.layers:
        (head, body), status = slug(), 200
    elif "rest" in service.combination.layers:
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
    server.process.wait(timeout=30)


def test_python_versions_are_all_covered() -> None:
    floors = {combination.data["python_version"] for combination in covering()}
    offered = set(questions()["python_version"]["choices"])

    assert floors == offered
    # Each that is here and offered runs a service.
    used = {interpreter_for(floor) for floor in floors}
    assert used >= {
        python
        for version, python in installed().items()
        if "{}.{}".format(*version) in offered
    }

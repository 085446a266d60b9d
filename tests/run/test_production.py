"""A service that runs by its production command."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.run.servers import Server, serve
from tests.run.services import ADMIN, SECONDS, Service
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "chosen", "installed", "installed_nightly"),
]

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# How a log reports an answer 500: our own word, and Django's.
FAILED = r"request\.failed|Internal Server Error"
FORM = "application/x-www-form-urlencoded"

LOG_IN = """
import os, sys, httpx2
form = {"username": os.environ["ADMIN_EMAIL"], "password": os.environ["ADMIN_PASSWORD"]}
response = httpx2.post(f"{sys.argv[1]}/api/auth/token", data=form)
print(response.json()["access_token"])
"""


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
@pytest.mark.only_among("sample")
def test_service_keeps_the_contract_in_production(
    administered: Service, server: Server
) -> None:
    with step("contract over a socket"):
        administered.run("poe", "smoke", server.url, **ADMIN)


@pytest.mark.only_with("rest")
@pytest.mark.only_among("chosen")
def test_service_answers_as_its_document_says(
    administered: Service, server: Server
) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    as_admin = []
    if "users" in administered.combination.layers:
        token = administered.run("python", "-c", LOG_IN, server.url, **ADMIN).strip()
        as_admin = [
            # It would end the session that the other requests need.
            "--exclude-operation-id=log_out",
            f"--header=Authorization: Bearer {token}",
        ]
    with step("schemathesis"):
        done = subprocess.run(
            [
                str(schemathesis),
                *("run", f"{server.url}/api/openapi.json", "--no-color", "--seed=1"),
                *("--phases=coverage,fuzzing", "--max-examples=5"),
                f"--checks={','.join(CHECKS)}",
                *as_admin,
            ],
            cwd=administered.folder.parent,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(FAILED, server.log.read_text())


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


@pytest.mark.only_among("sample")
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
        server.process.wait(timeout=30)

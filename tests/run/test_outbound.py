"""A service that calls others, which are slow, lie, break off or are not there."""

import hmac
import json
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from tests.run.certificates import certify
from tests.run.misbehaving import Misbehaving, Received, misbehaving
from tests.run.servers import Server, serve
from tests.run.services import ADMIN, Service
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("calling", "calling", "calling", "calling"),
]

SCRIPT = Path(__file__).with_name("proof") / "outbound.py"
SECRET = "a secret of at least 32 characters"
# What a fault ends with, and how many requests it took: of the two attempts, the
# second is made only after what may pass.
FAULTS = {
    "silent": ("UpstreamTimeoutError", 2),
    "slow-headers": ("UpstreamTimeoutError", 1),  # until the time is up
    "drip": ("UpstreamTimeoutError", 1),
    "reset": ("UpstreamConnectionError", 2),
    "short": ("UpstreamConnectionError", 2),
    "long": (200, 1),  # what exceeds its length is not read
    "endless": ("UpstreamResponseError", 1),
    "bomb": ("UpstreamResponseError", 1),
    "redirect": ("UpstreamStatusError", 1),
    "busy": (200, 2),
}
# The script's bound is 2 seconds. Nothing ends by itself within a minute.
BOUND_SECONDS = 15
# A bomb is 200, an endless body has no end.
BOUND_MEGABYTES = 50


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for `localhost`, and its key."""
    return certify(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def other() -> Iterator[Misbehaving]:
    with misbehaving() as server:
        yield server


@pytest.fixture
def secure(certificate: Path) -> Iterator[Misbehaving]:
    with misbehaving(certificate) as server:
        yield server


def run(service: Service, command: str, port: int, *names: str, **env: str) -> Any:
    """Run the script in the service, and return what it prints last."""
    with step("outbound calls"):
        script = SCRIPT.read_text("utf-8")
        printed = service.run("python", "-c", script, command, str(port), *names, **env)
    return json.loads(printed.splitlines()[-1])


# --- The client ---


def test_call_ends_within_its_bounds(service: Service, other: Misbehaving) -> None:
    found = run(service, "faults", other.port, *FAULTS)

    outcomes = {
        name: (one["outcome"], other.hits[f"/{name}"]) for name, one in found.items()
    }
    assert outcomes == FAULTS
    assert other.hits["/inside"] == 0
    assert max(one["seconds"] for one in found.values()) < BOUND_SECONDS
    assert max(one["megabytes"] for one in found.values()) < BOUND_MEGABYTES


def test_calls_at_the_same_time_are_bounded(
    service: Service, other: Misbehaving
) -> None:
    outcomes = run(service, "concurrency", other.port)

    assert Counter(outcomes) == {200: 200}
    assert other.most_at_once == 10


def test_circuit_opens_and_closes(service: Service, other: Misbehaving) -> None:
    outcomes = run(service, "circuit", other.port)

    assert outcomes == [
        *["UpstreamConnectionError"] * 3,
        *["UpstreamBusyError"] * 2,
        *[200] * 2,
    ]
    assert other.hits == {"/reset": 3, "/fine": 2}


def test_private_targets_are_refused(service: Service, other: Misbehaving) -> None:
    outcomes = run(service, "targets", other.port)

    assert Counter(outcomes.values()) == {"ForbiddenTargetError": len(outcomes)}
    assert other.requests == []


def test_name_is_resolved_once(service: Service, other: Misbehaving) -> None:
    outcome, lookups = run(service, "rebinding", other.port)

    assert outcome in ("UpstreamConnectionError", "UpstreamTimeoutError")
    assert lookups == 1
    assert other.requests == []


def test_certificate_has_to_name_the_host(
    service: Service, secure: Misbehaving, certificate: Path
) -> None:
    trusted = {"SSL_CERT_FILE": str(certificate / "fullchain.pem")}

    outcomes = run(service, "tls", secure.port, **trusted)
    assert outcomes == [200, 200, "UpstreamConnectionError", "UpstreamConnectionError"]


# --- The webhook ---


@pytest.fixture
def hooked(
    service: Service, secure: Misbehaving, certificate: Path
) -> Iterator[Server]:
    """A service in production, whose webhook is the server that misbehaves."""
    fresh = service.with_database(f"hooked_{uuid4().hex[:8]}")
    fresh.migrate()
    fresh.create_admin()
    with serve(
        fresh,
        WEBHOOK_URL=f"https://localhost:{secure.port}/hook",
        WEBHOOK_SECRET=SECRET,
        SSL_CERT_FILE=str(certificate / "fullchain.pem"),
    ) as server:
        yield server


def ask(url: str, body: bytes | None = None, **headers: str) -> Any:
    with urlopen(Request(url, body, headers), timeout=30) as response:
        return json.load(response)


def publish(server: Server) -> dict[str, Any]:
    form = {"username": ADMIN["ADMIN_EMAIL"], "password": ADMIN["ADMIN_PASSWORD"]}
    token = ask(f"{server.url}/api/auth/token", urlencode(form).encode())
    headers = {
        "Authorization": f"Bearer {token['access_token']}",
        "Content-Type": "application/json",
        "X-Request-ID": "proof",
    }
    body = json.dumps({"title": "News", "body": "Text", "published": True}).encode()
    post: dict[str, Any] = ask(f"{server.url}/api/posts", body, **headers)
    return post


def wait_for_requests(other: Misbehaving, number: int) -> list[Received]:
    deadline = time.monotonic() + 60
    while len(other.requests) < number:
        assert time.monotonic() < deadline, other.requests
        time.sleep(0.05)
    return other.requests


@pytest.mark.only_with("posts")
def test_receiver_of_the_webhook_can_verify_it(
    hooked: Server, secure: Misbehaving
) -> None:
    post = publish(hooked)

    (request,) = wait_for_requests(secure, 1)
    message = json.loads(request.body)
    assert message["event"] == "post.published"
    assert message["post"]["id"] == post["id"]
    assert request.headers["x-request-id"] == "proof"
    head = f"{message['id']}.{request.headers['webhook-timestamp']}."
    version, _, signature = request.headers["webhook-signature"].partition(",")
    signed = hmac.digest(SECRET.encode(), head.encode() + request.body, "sha256")
    assert (version, b64decode(signature)) == ("v1", signed)
    assert hooked.logs(f'"delivery_id": "{message["id"]}"', within=30)


@pytest.mark.only_with("posts")
def test_silent_webhook_holds_nothing_up(hooked: Server, secure: Misbehaving) -> None:
    secure.answers["/hook"] = secure.answers["/silent"]

    for _ in range(2):  # answers, while the receiver never does
        publish(hooked)

    requests = wait_for_requests(secure, 4)
    ids = Counter(request.headers["webhook-id"] for request in requests)
    assert [*ids.values()] == [2, 2]  # each was tried again
    for delivery in ids:
        assert hooked.logs(f'"delivery_id": "{delivery}"', within=60)
    assert SECRET not in hooked.log.read_text()


# --- Two services side by side ---


def read_offer(server: Server) -> tuple[int, dict[str, Any]]:
    try:
        with urlopen(f"{server.url}/api/offers/LAMP-7", timeout=30) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.only_with("stateless")
def test_offer_names_the_service_that_is_missing(
    service: Service, other: Misbehaving
) -> None:
    price = b'{"amount": "49.90", "currency": "EUR"}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(price)
    other.answers["/prices/LAMP-7"] = lambda it: it.sendall(head + price)
    other.answers["/stock/LAMP-7"] = other.answers["/drip"]
    urls = dict.fromkeys(("PRICES_URL", "STOCK_URL"), f"http://127.0.0.1:{other.port}")

    with serve(service, **urls) as server:
        partial = read_offer(server)
        other.answers["/prices/LAMP-7"] = other.answers["/silent"]
        nothing = read_offer(server)

    assert partial == (
        200,
        {
            "sku": "LAMP-7",
            "price": {"amount": "49.90", "currency": "EUR"},
            "stock": None,
            "missing": ["stock"],
        },
    )
    assert nothing[0] == 503
    assert nothing[1]["code"] == "unavailable"

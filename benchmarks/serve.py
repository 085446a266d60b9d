"""Requests a second of the service in production, against a bare application's.

Both run at once, on one core, on the same data, and the load comes from the other core
to one of them at a time.
"""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from httpx2 import Client, TransportError

from benchmarks.measure import UV, Figure, Options, environment, make_service, run, tell

PATHS = ("/api/posts", "/health/live")
POSTS = 20
LOAD_SECONDS = 2
START_SECONDS = 30
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a key of thirty-two bytes or more",
    "ALLOWED_HOSTS": "127.0.0.1",
}


def measure(folder: Path, options: Options) -> list[Figure]:
    url = options.database_url or f"sqlite:///{folder}/benchmark.db"
    service = make_service(folder, database=urlsplit(url).scheme)
    shutil.copy(Path(__file__).with_name("bare.py"), service)
    settings = environment(**PRODUCTION, DATABASE_URL=url)
    run((UV, "run", "poe", "migrate"), service, settings)
    with (
        served("app", service, settings) as own,
        served("uvicorn bare:app --no-access-log", service, settings) as bare,
    ):
        store_posts(own)
        check_alike(own, bare)
        return [f for path in PATHS for f in compare(path, own, bare, options.runs)]


@contextmanager
def served(module: str, service: Path, settings: dict[str, str]) -> Iterator[Client]:
    """Run a server on the first core, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = ["taskset", "-c", "0", ".venv/bin/python", "-m", *module.split()]
    if module != "app":
        command += ["--port", port]
    with (
        (service / f"{port}.log").open("wb") as log,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        server = subprocess.Popen(
            command, cwd=service, env=settings | {"PORT": port}, stdout=log, stderr=log
        )
        try:
            wait_until_live(client)
            yield client
        finally:
            server.terminate()
            server.wait()


def wait_until_live(client: Client) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            client.get("/health/live").raise_for_status()
        except TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{client.base_url} did not answer.")


def store_posts(client: Client) -> None:
    """Publish posts as anyone would: over HTTP."""
    person = {"email": "some.one@example.com", "password": "Correct horse 1"}
    form = {"username": person["email"], "password": person["password"]}
    client.post("/api/users", json={"name": "Some One", **person}).raise_for_status()
    token = client.post("/api/auth/token", data=form).json()["access_token"]
    for number in range(POSTS):
        post = {
            "title": f"Post {number}",
            "body": "Some text. " * 20,
            "tags": [f"tag-{number % 5}", f"tag-{number % 7}", "shared"],
            "published": True,
        }
        headers = {"Authorization": f"Bearer {token}"}
        client.post("/api/posts", json=post, headers=headers).raise_for_status()


def check_alike(own: Client, bare: Client) -> None:
    for path in PATHS:
        if own.get(path).json() != bare.get(path).json():
            raise SystemExit(f"The two answer differently at {path}.")


def compare(path: str, own: Client, bare: Client, runs: int) -> list[Figure]:
    rounds = []
    for number in range(runs + 1):
        tell(f"serve {path} {number}/{runs}")
        # Each is first in every other round.
        pair = [own, bare] if number % 2 else [bare, own]
        speeds = {client: load(client, path) for client in pair}
        rounds.append((speeds[own], speeds[bare]))
    del rounds[0]  # it warmed up
    return [
        Figure(f"serve: {path} bare", [bare for _, bare in rounds], "requests/s"),
        Figure(f"serve: {path}", [own for own, _ in rounds], "requests/s"),
        Figure(f"serve: {path} ratio", [o / b for o, b in rounds], "", ">= 0.9"),
    ]


def load(client: Client, path: str) -> float:
    """Ask from the second core as fast as answers come."""
    wrk = ("taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{LOAD_SECONDS}s")
    told = run((*wrk, f"{client.base_url}{path}"), Path())
    speed = re.search(r"Requests/sec:\s*([\d.]+)", told)
    if speed is None or "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    return float(speed[1])

"""Requests a second of the service in production, against a bare application's.

Both run at once, on one core, on the same data, and the load comes from the other core
to one of them at a time.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from urllib.parse import quote_plus, urlsplit

from httpx2 import Client, TransportError

from benchmarks.measure import UV, Figure, Options, environment, make_service, run, tell

PATHS = {
    "fastapi": ("/api/posts", "/health/live"),
    # The bare application answers the last by the service's own serializers.
    "django": ("/api/posts", "/health/live", "/api/posts?by=serializers"),
    "flask": ("/api/posts", "/health/live"),
}
# The first is the usual one.
ORMS = {
    "fastapi": ("sqlalchemy", "sqlmodel", "tortoise"),
    "django": ("django",),
    "flask": ("sqlalchemy", "sqlmodel", "peewee"),
}
POSTS = 20
PERSON = {"email": "some.one@example.com", "password": "Correct horse 1"}
# What wrk asks for, as fast as it is answered. No account has more log-ins at once than
# its limit of failed ones.
ACCOUNTS = 20
LOG_INS = """\
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
local number = 0
function request()
  number = (number + 1) % {accounts}
  local form = "username=user" .. number .. "%40example.com&password={password}"
  return wrk.format(nil, "/api/auth/token", nil, form)
end
"""
LOAD_SECONDS = 1
FLOOD_SECONDS = 30
WRK = ("taskset", "-c", "1", "wrk", "-t1")
START_SECONDS = 30
# What runs the module that lies beside the service, told its port: its own server.
SERVERS = {
    "fastapi": "uvicorn {module}:app --no-access-log --port {{port}}",
    "django": "gunicorn {module} --bind 127.0.0.1:{{port}} --threads 10",
    "flask": "gunicorn {module} --bind 127.0.0.1:{{port}} --threads 10",
}
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a key of thirty-two bytes or more",
    "ALLOWED_HOSTS": "127.0.0.1",
}


def measure(folder: Path, options: Options) -> list[Figure]:
    url = options.database_url or f"sqlite:///{folder}/benchmark.db"
    framework, database = options.framework, urlsplit(url).scheme
    service = make_service(
        folder, framework=framework, orm=options.orm, database=database
    )
    module = "_".join(dict.fromkeys(("bare", framework, options.orm)))
    shutil.copy(Path(__file__).with_name(f"{module}.py"), service)
    settings = environment(**PRODUCTION, DATABASE_URL=url)
    run((UV, "run", "poe", "migrate"), service, settings)
    with (
        served("app", service, settings) as own,
        served(SERVERS[framework].format(module=module), service, settings) as bare,
    ):
        store_posts(own.client)
        figures = []
        for path in PATHS[framework]:
            check_alike(path, own.client, bare.client)
            figures += compare(path, own, bare, options.runs)
        return [*figures, *beside_log_ins(own, folder, options.runs)]


@dataclass(frozen=True)
class Server:
    client: Client
    pid: int

    def processor_seconds(self) -> float:
        """How long it and its workers have worked, whatever else the machine does."""
        return sum(worked(pid) for pid in (self.pid, *children(self.pid)))


def worked(pid: int) -> float:
    status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(status[11]) + int(status[12])) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    return [
        int(child)
        for told in Path(f"/proc/{pid}/task").glob("*/children")
        for child in told.read_text().split()
    ]


@dataclass(frozen=True)
class Speed:
    """Requests a second: of the clock, and of the server's own work."""

    by_clock: float
    by_work: float


@contextmanager
def served(module: str, service: Path, settings: dict[str, str]) -> Iterator[Server]:
    """Run a server on the first core, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    run_module = module.format(port=port).split()
    command = ["taskset", "-c", "0", ".venv/bin/python", "-m", *run_module]
    with (
        (service / f"{port}.log").open("wb") as log,
        Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        server = subprocess.Popen(
            command, cwd=service, env=settings | {"PORT": port}, stdout=log, stderr=log
        )
        try:
            wait_until_live(client)
            yield Server(client, server.pid)
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
    form = {"username": PERSON["email"], "password": PERSON["password"]}
    client.post("/api/users", json={"name": "Some One", **PERSON}).raise_for_status()
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


def check_alike(path: str, own: Client, bare: Client) -> None:
    if own.get(path).json() != bare.get(path).json():
        raise SystemExit(f"The two answer differently at {path}.")


def compare(path: str, own: Server, bare: Server, runs: int) -> list[Figure]:
    rounds = []
    for number in range(runs + 1):
        tell(f"serve {path} {number}/{runs}")
        # Each is first in every other round.
        pair = [own, bare] if number % 2 else [bare, own]
        speeds = {server: load(server, path) for server in pair}
        rounds.append((speeds[own], speeds[bare]))
    del rounds[0]  # it warmed up
    by_clock = [own.by_clock / bare.by_clock for own, bare in rounds]
    by_work = [own.by_work / bare.by_work for own, bare in rounds]
    return [
        Figure(f"serve: {path} bare", [b.by_clock for _, b in rounds], "requests/s"),
        Figure(f"serve: {path}", [o.by_clock for o, _ in rounds], "requests/s"),
        Figure(f"serve: {path} ratio", by_clock, aim=">= 0.9"),
        Figure(f"serve: {path} ratio by work", by_work, aim=">= 0.9"),
    ]


def beside_log_ins(server: Server, folder: Path, runs: int) -> list[Figure]:
    """How much of the speed of reading is left beside a flood of log-ins."""
    script = folder / "log_in.lua"
    password = quote_plus(PERSON["password"])
    script.write_text(LOG_INS.format(accounts=ACCOUNTS, password=password))
    for number in range(ACCOUNTS):
        account = {**PERSON, "name": "Some One", "email": f"user{number}@example.com"}
        server.client.post("/api/users", json=account).raise_for_status()
    path = PATHS["fastapi"][0]
    left = []
    for number in range(runs):
        tell(f"serve {path} beside log-ins {number}/{runs}")
        alone = load(server, path)
        with flooded(server, script):
            left.append(load(server, path).by_clock / alone.by_clock)
    return [Figure(f"serve: {path} beside log-ins, to alone", left)]


@contextmanager
def flooded(server: Server, script: Path) -> Iterator[None]:
    """Log in with 60 connections at once, meanwhile; each log-in hashes a password."""
    wrk = (*WRK, "-c60", f"-d{FLOOD_SECONDS}s", "-s", str(script))
    flood = subprocess.Popen([*wrk, str(server.client.base_url)], stdout=PIPE)
    try:
        time.sleep(LOAD_SECONDS / 2)
        yield
    finally:
        flood.kill()
        flood.wait()


def load(server: Server, path: str) -> Speed:
    """Ask from the second core as fast as answers come."""
    began = server.processor_seconds()
    wrk = (*WRK, "-c16", f"-d{LOAD_SECONDS}s")
    told = run((*wrk, f"{server.client.base_url}{path}"), Path())
    work = server.processor_seconds() - began
    found = re.search(r"(\d+) requests in ([\d.]+)s", told)
    if found is None or "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    return Speed(int(found[1]) / float(found[2]), int(found[1]) / work)

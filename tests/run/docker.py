"""Docker as the tests call it, and what a service has for it."""

import json
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from scripts.stand_ins import listed
from tests.questionnaire import ROOT
from tests.run.services import PRODUCTION, SECONDS, Service, skip
from tests.stacks import SERVERS

# As strict as any platform runs it.
HARDENED = (
    *("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL"),
    "--security-opt=no-new-privileges",
)
# Where no database and no task queue answers: a service lives without.
NOWHERE = "127.0.0.1:1"


@dataclass(frozen=True)
class Docker:
    """A daemon that answers, by the environment of its commands."""

    environment: dict[str, str]

    @property
    def has_stand_ins(self) -> bool:
        """Whether it is one of scripts/docker, which pulls nothing."""
        return ".docker/docker.sock" in self.environment.get("DOCKER_HOST", "")

    def run(self, *arguments: str | Path, folder: Path | None = None) -> str:
        """What a command prints; where it fails, show it."""
        return printed_by(self.attempt(*arguments, folder=folder))

    def run_script(self, script: str, folder: Path) -> str:
        """What a script of such commands prints, up to the first that fails."""
        return printed_by(self.call("sh", "-e", "-c", script, folder=folder))

    def attempt(
        self, *arguments: str | Path, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return self.call("docker", *arguments, folder=folder)

    def call(
        self, *command: str | Path, folder: Path | None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def printed_by(done: subprocess.CompletedProcess[str]) -> str:
    """What a command has printed; where it failed, show it."""
    if done.returncode:
        command = shlex.join(map(str, done.args))
        pytest.fail(
            f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}",
            pytrace=False,
        )
    return done.stdout.strip()


def connect() -> Docker:
    """The Docker of this machine, or the one that `scripts/docker start` has brought.

    Skips the test where there is none; with REQUIRE_SERVICES=1 it fails.
    """
    command = 'lines=$("$0" env) && eval "$lines" && env -0'
    found = subprocess.run(
        ["sh", "-c", command, ROOT / "scripts" / "docker"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if found.returncode:
        skip(found.stderr.strip(), "SERVICES")
    lines = (line.partition("=") for line in found.stdout.split("\0") if line)
    docker = Docker({name: value for name, _, value in lines})
    for plugin in ("buildx", "compose"):
        if docker.attempt(plugin, "version").returncode:
            skip(f"Docker has no {plugin}.", "SERVICES")
    return docker


# --- The images that a service names ---


def base_of(folder: Path) -> str:
    """The image that the service's own stands on."""
    return stages_of(folder)[-1]


def stages_of(folder: Path) -> list[str]:
    """The image of each stage, where one that is a stage gives way to its own."""
    dockerfile = (folder / "Dockerfile").read_text("utf-8")
    named: dict[str, str] = {}
    found: list[str] = []
    for image, name in re.findall(r"(?mi)^FROM (\S+)(?: AS (\S+))?$", dockerfile):
        found.append(named.get(image, image))
        named[name] = found[-1]
    return found


def named_images(folder: Path) -> set[str]:
    """What its Dockerfile and its compose.yaml want from a registry."""
    dockerfile = (folder / "Dockerfile").read_text("utf-8")
    stages = set(re.findall(r"(?mi)^FROM .* AS (\S+)$", dockerfile))
    copied = set(re.findall(r"--(?:from|mount=\S*from)=([^\s,]+)", dockerfile))
    images = {*stages_of(folder), *copied} - stages
    compose = (folder / "compose.yaml").read_text("utf-8")
    # What is built has its own name.
    return images | set(re.findall(r"(?m)^ +image: (\S+)$(?!\n +build:)", compose))


def refuse_unlisted(folder: Path) -> None:
    """Fail if the service names an image of which nothing is known."""
    unlisted = named_images(folder) - {image.name for image in listed()}
    if unlisted:
        pytest.fail(
            f"{', '.join(sorted(unlisted))}: not in scripts/images/images.toml, "
            "which says what stands in for an image.",
            pytrace=False,
        )


def configuration(docker: Docker, folder: Path) -> dict[str, Any]:
    """What Compose makes of compose.yaml."""
    variables = {"SECRET_KEY": "key", "DATABASE_PASSWORD": "password"}
    informed = Docker({**docker.environment, **variables})
    found = informed.run("compose", "config", "--format=json", folder=folder)
    configuration: dict[str, Any] = json.loads(found)
    return configuration


# --- Containers ---


@dataclass(frozen=True)
class Container:
    """A container that serves on a port of this machine."""

    docker: Docker
    identity: str

    def inspect(self, template: str) -> str:
        return self.docker.run("inspect", f"--format={template}", self.identity)

    @property
    def port(self) -> int:
        """The port of this machine on which it is published, on 127.0.0.1 alone."""
        host, _, port = self.docker.run("port", self.identity).rpartition(":")
        assert host.endswith("-> 127.0.0.1")
        return int(port)

    @property
    def health(self) -> str:
        """What Docker itself finds, once it has looked."""
        deadline = time.monotonic() + 60
        while True:
            found = self.inspect("{{.State.Health.Status}}")
            if found != "starting" or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    @property
    def log(self) -> str:
        done = self.docker.attempt("logs", self.identity)
        return done.stdout + done.stderr


def status(port: int, path: str) -> int:
    """The status of an answer, or 0 where there is none."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return int(response.status)
    except (OSError, HTTPException) as error:
        return int(getattr(error, "code", 0))


def wait_for_status(port: int, path: str, wanted: int, *, within: float) -> int:
    """The last status that was seen: the wanted one, as soon as it is."""
    deadline = time.monotonic() + within
    while (found := status(port, path)) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def answer_in_flight(container: Container, request: tuple[str, str]) -> bytes:
    """Stop it, and send the end of a request; return the beginning of its answer."""
    (head, body), port = request, container.port
    head += f"\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"{head}{body[:10]}".encode())
        assert status(port, "/health/live") == 200  # it has read what was sent before
        command = ("docker", "stop", "--time=60", container.identity)
        with subprocess.Popen(command, env=container.docker.environment):
            # It may listen to the end, and take nothing more.
            wait_for_status(port, "/health/live", 0, within=30)
            client.sendall(body[10:].encode())
            return client.recv(12)


# --- An image ---


@dataclass
class Image:
    """An image that is built from a service's own Dockerfile."""

    docker: Docker
    service: Service
    # What its first build took.
    seconds: float = 0

    @property
    def name(self) -> str:
        return f"{self.service.slug}:latest"

    def build(self) -> str:
        """Build it, and return the log of its steps."""
        done = self.docker.attempt(
            *("build", "--progress=plain", f"--tag={self.name}", "."),
            folder=self.service.folder,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    def inspect(self, template: str, name: str = "") -> str:
        return self.docker.run(
            "image", "inspect", f"--format={template}", name or self.name
        )

    @property
    def bytes_above_base(self) -> int:
        sizes = [
            int(self.inspect("{{.Size}}", name))
            for name in (self.name, base_of(self.service.folder))
        ]
        return sizes[0] - sizes[1]

    @property
    def settings(self) -> tuple[str, ...]:
        variables = dict(PRODUCTION)
        combination = self.service.combination
        database = combination.data.get("database", "")
        if database in SERVERS:
            variables["DATABASE_URL"] = f"{database}://app:password@{NOWHERE}/app"
        if {"tasks", "micro"} <= combination.layers:
            variables["BROKER_URL"] = f"redis://{NOWHERE}/0"
        return tuple(f"--env={name}={value}" for name, value in variables.items())

    @property
    def migration(self) -> list[str]:
        """What brings its database up, as compose.yaml runs it."""
        services = configuration(self.docker, self.service.folder)["services"]
        command: list[str] = services["migrate"]["command"]
        return command

    def run(self, *command: str, options: Sequence[str] = ()) -> str:
        """What a command prints in it."""
        return self.docker.run(
            *("run", "--rm", *HARDENED, *self.settings, *options, self.name, *command)
        )

    @contextmanager
    def container(self, *options: str, port: int = 8000) -> Iterator[Container]:
        """Serve from it, on a free port of this machine alone."""
        identity = self.docker.run(
            *("run", "--detach", f"--publish=127.0.0.1::{port}"),
            *(*HARDENED, *self.settings, *options, self.name),
        )
        try:
            yield Container(self.docker, identity)
        finally:
            self.docker.run("rm", "--force", "--volumes", identity)

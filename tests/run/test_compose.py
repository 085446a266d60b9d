"""compose.yaml of a service: run as it is shipped, on each database."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.conftest import Render
from tests.docs.pages import console_commands
from tests.run.docker import (
    Container,
    Docker,
    answer_in_flight,
    configuration,
    refuse_unlisted,
    status,
    wait_for_status,
)
from tests.run.servers import free_address
from tests.run.services import ADMIN, LIMITS, PRODUCTION, Service, install
from tests.run.test_production import registration
from tests.space import Combination
from tests.timing import step

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "first", "images", "images"),
]

USER = {"email": "ada@example.com", "name": "Ada", "password": "Correct horse 2"}


@dataclass(frozen=True)
class Composed:
    """A service whose containers run, as its owner starts them."""

    docker: Docker
    service: Service
    port: int
    mail_port: int

    def up(self) -> None:
        self.service.run("poe", "up", **self.docker.environment)

    def down(self) -> None:
        self.service.run("poe", "down", **self.docker.environment)

    def compose(self, *arguments: str) -> str:
        return self.docker.run("compose", *arguments, folder=self.service.folder)

    @property
    def app(self) -> Container:
        return Container(self.docker, self.compose("ps", "--all", "--quiet", "app"))

    def post(self, path: str, body: bytes, kind: str) -> int:
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urlopen(
                Request(url, body, {"Content-Type": kind}), timeout=30
            ) as done:
                return int(done.status)
        except HTTPError as error:
            return error.code

    def register(self) -> int:
        return self.post("/api/users", json.dumps(USER).encode(), "application/json")

    def log_in(self) -> int:
        form = {"username": USER["email"], "password": USER["password"]}
        kind = "application/x-www-form-urlencoded"
        return self.post("/api/auth/token", urlencode(form).encode(), kind)


@pytest.fixture(scope="session")
def shipped(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A service as it is rendered, whose name no other run has."""
    folder = tmp_path_factory.mktemp("compose") / "service"
    slug = re.sub(r"\W", "", f"proof{folder.parent.parent.name}{folder.parent.name}")
    return render(folder, **combination.data, project_slug=slug)


@pytest.fixture(scope="session")
def composed(
    docker: Docker, combination: Combination, shipped: Path
) -> Iterator[Composed]:
    """What `poe up` leads to, with an administrator."""
    refuse_unlisted(shipped)
    service = install(combination, shipped, has_database=False)
    port, mail_port = (free_address("127.0.0.1")[1] for _ in range(2))
    variables = {
        **LIMITS,
        "COMPOSE_PROJECT_NAME": service.slug,
        "SECRET_KEY": PRODUCTION["SECRET_KEY"],
        "DATABASE_PASSWORD": "secret",
        "PORT": str(port),
        "MAIL_PORT": str(mail_port),
    }
    lines = [f"{name}={value}\n" for name, value in variables.items()]
    (shipped / ".env").write_text("".join(lines))
    composed = Composed(docker, service, port, mail_port)
    try:
        with step("compose up"):
            composed.up()
        yield composed
    finally:
        composed.compose("down", "--volumes", "--rmi=local", "--timeout=5")
        docker.attempt("image", "rm", "--force", f"{service.slug}:latest")


# --- What Compose reads ---


def test_compose_needs_a_key(docker: Docker, shipped: Path) -> None:
    refused = docker.attempt("compose", "config", "--quiet", folder=shipped)

    assert refused.returncode != 0
    message = (
        r'required variable (SECRET_KEY|DATABASE_PASSWORD) is missing a value: "?is'
    )
    assert re.search(message, refused.stderr), refused.stderr


def test_containers_are_confined(docker: Docker, shipped: Path) -> None:
    services: dict[str, dict[str, Any]] = configuration(docker, shipped)["services"]

    assert {"app", "migrate"} <= {*services}
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert int(service["mem_limit"]) > 0, name
        assert {port["host_ip"] for port in service.get("ports", [])} <= {"127.0.0.1"}
    published = {name for name, service in services.items() if "ports" in service}
    assert published == {"app", "mail"}


# --- What runs ---


def test_service_is_up_with_a_migrated_database(composed: Composed) -> None:
    with urlopen(f"http://127.0.0.1:{composed.port}/health/ready", timeout=30) as ready:
        assert json.load(ready) == composed.service.ready
    assert composed.app.health == "healthy"


def test_container_keeps_the_contract(composed: Composed) -> None:
    readme = (composed.service.folder / "README.md").read_text("utf-8")
    section = readme.partition("\n### With Docker\n")[2].partition("\n### ")[0]
    line = next(line for line in console_commands(section) if " exec app " in line)
    command = shlex.split(line.partition(" exec app ")[2].replace("you@", "admin@"))
    password = f"--env=ADMIN_PASSWORD={ADMIN['ADMIN_PASSWORD']}"
    composed.compose("exec", "--no-TTY", password, "app", *command)

    with step("contract over a container"):
        url = f"http://127.0.0.1:{composed.port}"
        composed.service.run("poe", "smoke", url, **ADMIN)


@pytest.mark.only_with("server")
def test_service_is_not_ready_while_its_database_is_stopped(composed: Composed) -> None:
    composed.compose("stop", "database")
    stopped = wait_for_status(composed.port, "/health/ready", 503, within=30)
    alive = status(composed.port, "/health/live")
    composed.compose("start", "database")
    started = wait_for_status(composed.port, "/health/ready", 200, within=60)

    assert (stopped, alive, started) == (503, 200, 200)


def test_stopped_service_answers_what_is_in_flight(composed: Composed) -> None:
    answer = answer_in_flight(composed.app, registration())
    code, log = composed.app.inspect("{{.State.ExitCode}}"), composed.app.log
    composed.compose("start", "app")
    wait_for_status(composed.port, "/health/ready", 200, within=60)

    assert answer == b"HTTP/1.1 201", log
    assert code == "0", log


def test_user_is_kept_over_down_and_up(composed: Composed) -> None:
    assert composed.register() == 201

    composed.down()
    containers = composed.compose("ps", "--all", "--quiet")
    composed.up()

    assert containers == ""
    assert composed.log_in() == 200


def test_mails_are_kept_for_the_developer(composed: Composed) -> None:
    composed.register()  # or again, which is told by mail

    url = f"http://127.0.0.1:{composed.mail_port}/api/v1/messages"
    with urlopen(url, timeout=30) as response:
        found = json.load(response)

    assert USER["email"] in json.dumps(found)

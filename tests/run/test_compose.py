"""compose.yaml of a service: run as it is shipped, on each database."""

import json
import re
import shlex
from typing import Any
from urllib.request import urlopen

import pytest

from tests.docs.pages import console_commands
from tests.run.compose import USER, Composed
from tests.run.docker import (
    Docker,
    answer_in_flight,
    configuration,
    status,
    wait_for_status,
)
from tests.run.services import ADMIN, Service
from tests.run.test_production import registration
from tests.timing import step

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "first", "images", "images"),
]

# --- What Compose reads ---


def test_compose_needs_a_key(docker: Docker, shipped: Service) -> None:
    refused = docker.attempt("compose", "config", "--quiet", folder=shipped.folder)

    assert refused.returncode != 0
    message = (
        r'required variable (SECRET_KEY|DATABASE_PASSWORD) is missing a value: "?is'
    )
    assert re.search(message, refused.stderr), refused.stderr


def test_containers_are_confined(docker: Docker, shipped: Service) -> None:
    services: dict[str, dict[str, Any]] = configuration(docker, shipped.folder)[
        "services"
    ]

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
    guide = (composed.service.folder / "docs" / "service.md").read_text("utf-8")
    section = guide.partition("\n### With Docker\n")[2].partition("\n### ")[0]
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
    composed.register()  # or again, if it is known
    asked = json.dumps({"email": USER["email"]}).encode()
    assert composed.post("/api/auth/password-reset", asked, "application/json") == 202

    assert composed.has_mail_for(USER["email"], within=30)

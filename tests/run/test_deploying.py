"""The commands of docs/deploying.md, on a service whose containers run."""

import json
import re
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.docs.pages import console_blocks
from tests.questionnaire import ROOT
from tests.run.compose import Composed
from tests.run.docker import Docker, configuration, wait_for_status
from tests.run.services import Service

pytestmark = [
    pytest.mark.full,
    pytest.mark.combinations("first", "first", "images", "images"),
]

# The headings of a database's own commands.
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MariaDB"}
LATE = {"email": "later@example.com", "name": "Late", "password": "Correct horse 3"}


def blocks(heading: str) -> list[str]:
    """The console blocks below a heading that can run here."""
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    section = re.split(rf"(?m)^#+ {heading}$", page)[1]
    # As far as the next heading; a comment in a block is none.
    text = re.split(r"(?m)^##+ ", section)[0]
    found = [block for block in console_blocks(text) if not block.startswith("# Not")]
    assert found, heading
    return found


def test_settings_reach_the_service(
    docker: Docker, shipped: Service, tmp_path: Path
) -> None:
    folder = copytree(shipped.folder, tmp_path / "service", dirs_exist_ok=True)
    (folder / ".env").unlink(missing_ok=True)
    settings, _ = blocks("On a virtual machine")

    docker.run_script(settings, folder)

    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    written = dict(
        line.split("=", 1) for line in (folder / ".env").read_text().splitlines()
    )
    services: dict[str, Any] = configuration(docker, folder)["services"]
    reached = services["app"]["environment"]
    assert len(written["SECRET_KEY"]) >= 32
    for name in ("ALLOWED_HOSTS", "PUBLIC_URL", "TRUSTED_PROXIES", "SMTP_URL"):
        assert reached[name] == written[name]


def test_proxy_of_the_machine_is_trusted(composed: Composed) -> None:
    """Docker's own network is one of those that the page names."""
    settings, _ = blocks("On a virtual machine")
    (networks,) = re.findall(r"TRUSTED_PROXIES=([\w./,]+)", settings)
    request = Request(
        f"http://127.0.0.1:{composed.port}/api/nothing",
        headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"},
    )
    before = composed.settings.read_text()
    composed.configure(TRUSTED_PROXIES=networks)
    try:
        composed.up()

        with pytest.raises(HTTPError, match="404"):
            urlopen(request, timeout=30)
        assert "203.0.113.9" in composed.app.log
    finally:
        composed.settings.write_text(before)
        composed.up()


def test_service_is_started_and_brought_forward(composed: Composed) -> None:
    _, start = blocks("On a virtual machine")
    (update,) = blocks("A new version")

    ready = composed.run(start.replace("8000", str(composed.port)))
    # Of this machine, it would take away other unused images, too.
    composed.run(update.replace("docker image prune --force", ""))

    assert json.loads(ready.splitlines()[-1])["status"] == "ok"
    assert composed.app.health == "healthy"


def test_version_before_is_started_without_its_migrations(composed: Composed) -> None:
    (back,) = blocks("Back to the version before")
    migrations = composed.compose("ps", "--all", "--quiet", "migrate")

    composed.run(back)

    assert wait_for_status(composed.port, "/health/ready", 200, within=60) == 200
    assert composed.compose("ps", "--all", "--quiet", "migrate") == migrations


def test_backup_is_restored(composed: Composed) -> None:
    database = composed.service.combination.data["database"]
    backup, restore = blocks(TITLES[database])
    composed.register()  # or again

    composed.run(backup)
    assert composed.register(LATE) == 201
    composed.run(restore)

    assert composed.log_in() == 200
    assert composed.log_in(LATE) == 401

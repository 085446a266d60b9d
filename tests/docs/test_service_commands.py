"""The commands in a service's guide do what it says."""

import json
import os
import re
import signal
import subprocess
from dataclasses import replace
from shutil import copytree

import pytest

from tests.docs.pages import console_commands
from tests.run.servers import wait_for
from tests.run.services import PRODUCTION, SECONDS, UV, Service
from tests.stacks import ORMS
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "frameworks", "stacks", "stacks"),
]


def test_service_is_deployed_by_the_commands(service_copy: Service) -> None:
    guide = (service_copy.folder / "docs" / "service.md").read_text(encoding="utf-8")
    section = guide.partition("\n## Deploy\n")[2].partition("\n## ")[0]
    # The commands before that heading need Docker, and run where it is tried.
    bare = section.rpartition("\n### Without Docker\n")[2]
    *prepare, start = console_commands(bare)
    environment = {
        **service_copy.environment,
        **PRODUCTION,
        # Without the development dependencies.
        "UV_PROJECT_ENVIRONMENT": str(service_copy.folder / ".venv"),
    }

    with step("deploy"):
        for command in prepare:
            subprocess.run(
                [UV, *command.split()[1:]],
                cwd=service_copy.folder,
                env=environment,
                check=True,
                timeout=SECONDS,
            )

    # `poe start` runs the same, and is tried in production.
    assert start == "uv run --no-dev python -m app"


def test_service_serves_in_development(service_copy: Service, port_8000: int) -> None:
    with step("serve in development"):
        process = subprocess.Popen(
            [UV, "run", "--locked", "poe", "dev"],
            cwd=service_copy.folder,
            env={**service_copy.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port_8000}/health/ready"
            assert wait_for(url, process) == service_copy.ready
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


@pytest.mark.only_with("rest")
def test_openapi_prints_the_document(service: Service) -> None:
    document = json.loads(service.run("poe", "-q", "openapi"))

    assert document["info"]["title"] == "My Service"


def test_format_formats_and_fixes(service_copy: Service) -> None:
    module = service_copy.folder / "app" / "untidy.py"
    module.write_text('"""Untidy."""\nimport os\nx = [ 1,2 ]\n')

    service_copy.run("poe", "format")

    assert module.read_text() == '"""Untidy."""\n\nx = [1, 2]\n'


@pytest.fixture(scope="session")
def changed_service(
    service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """A copy with a new field, and the migration that `poe makemigration` wrote."""
    folder = tmp_path_factory.mktemp("changed") / "service"
    copy = replace(service, folder=copytree(service.folder, folder))
    copy.migrate()
    field = ORMS[copy.combination.data["orm"]].new_field
    models = folder / "app" / "users" / "models.py"
    # Before the address, which every user has: fields come first in a model.
    changed, count = re.subn(
        r"^(?=    email\b)",
        f"{field.line}\n",
        models.read_text(encoding="utf-8"),
        count=1,
        flags=re.MULTILINE,
    )
    assert count == 1
    models.write_text(changed, encoding="utf-8")
    copy.run("poe", "makemigration", field.migration)
    return copy


@pytest.mark.only_with("users")
def test_makemigration_follows_a_changed_model(changed_service: Service) -> None:
    orm = ORMS[changed_service.combination.data["orm"]]

    (migration,) = changed_service.folder.glob(orm.new_field.file)
    text = migration.read_text(encoding="utf-8")
    assert "nickname" in text.partition(orm.new_field.begins)[2]
    changed_service.migrate()
    changed_service.run(*orm.check_drift)


@pytest.mark.combinations("first", "first", "stacks", "stacks")
@pytest.mark.only_with("users")
def test_written_migration_passes_the_check(changed_service: Service) -> None:
    changed_service.migrate()

    with step("format, lint and types"):
        changed_service.run("poe", "check")

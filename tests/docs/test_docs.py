"""What README and docs promise: their commands run, their links lead somewhere."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.space import Combination
from tests.tiers import core
from tests.questionnaire import ROOT
from tests.TODO import questions
from tests.conftest import Render, parameters
from tests.update.releases import git, repository
from tests.run.services import PRODUCTION, SECONDS, UV, Service, install, wait_for

PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
]


# By what the README of a service differs, beside its database, or what it promises of
# revisions.
WITH_OTHER_DOCS = {
    *("fastapi", "django", "flask"),
    *("sqlmodel", "tortoise", "peewee"),
    *("drf", "ninja", "pages_only", "stateless"),
}


def blocks(text: str) -> list[str]:
    """The commands of a page: the lines of its console blocks."""
    found = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines() if line]


def with_other_docs() -> list[Combination]:
    """The most usual by framework and API, of which each README tells other things."""
    found: dict[object, Combination] = {}
    for combination in core():
        kind = combination.layers & WITH_OTHER_DOCS
        found.setdefault(kind, combination)
    return list(found.values())


@pytest.fixture(scope="module", params=parameters(with_other_docs(), quick=core()[:1]))
def service(
    request: pytest.FixtureRequest,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    combination: Combination = request.param
    folder = tmp_path_factory.mktemp("docs") / "service"
    return install(combination, render(folder, **combination.data))


@contextmanager
def alone() -> Iterator[None]:
    """One after another: the port of a service that is developed is always the same."""
    with (Path(tempfile.gettempdir()) / "trellis-port-8000").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_scripts_that_are_named_are_there(page: Path) -> None:
    for name in re.findall(r"scripts/[a-z]+", page.read_text(encoding="utf-8")):
        assert os.access(ROOT / name, os.X_OK), name


def test_first_screen_holds_the_commands() -> None:
    screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:30])

    for command in ("scripts/new", "scripts/test", "uvx copier copy", "copier update"):
        assert command in screen


def test_choices_are_all_explained() -> None:
    text = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")

    for name in questions():
        assert f"`{name}" in text, name


def test_project_has_the_version_that_the_changelog_tells() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)$", changelog, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert newest
    assert project["project"]["version"] == newest[1]


@pytest.mark.slow
def test_first_command_makes_a_service_on_a_bare_machine(
    tmp_path: Path, template: Path
) -> None:
    command = blocks((ROOT / "README.md").read_text(encoding="utf-8"))[0]
    clone = repository(tmp_path / "clone", template)
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for name in ("python3", "git", "sh"):
        found = sys.executable if name == "python3" else shutil.which(name)
        assert found
        (binaries / name).symlink_to(Path(found).resolve())
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("VIRTUAL_ENV", "UV") and not name.startswith("GIT_")
    }
    environment |= {"HOME": str(tmp_path), "PATH": f"{binaries}:/usr/bin:/bin"}

    done = subprocess.run(
        command.split(),
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    service = tmp_path / "my-service"
    assert re.search(r"\d+ passed", done.stdout)
    assert len(re.findall(r"^  \S+", done.stdout, re.MULTILINE)) == 3
    assert len(git(service, "log", "--oneline").splitlines()) == 1
    assert git(service, "status", "--porcelain") == ""


def test_service_tells_its_commands(service: Service) -> None:
    readme = (service.folder / "README.md").read_text(encoding="utf-8")
    project = tomllib.loads((service.folder / "pyproject.toml").read_text("utf-8"))
    tasks = {
        name: task
        for name, task in project["tool"]["poe"]["tasks"].items()
        if not name.startswith("_")  # by which poe hides it
    }

    table = readme.partition("| `uv run poe …`")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `([a-z-]+)", table, re.MULTILINE))
    assert named == set(tasks)
    assert set(re.findall(r"poe ([a-z]+[a-z-]*)\b", readme)) <= set(tasks)
    assert all(task["help"] for task in tasks.values())


@pytest.mark.slow
def test_service_is_deployed_as_its_readme_says(service: Service) -> None:
    readme = (service.folder / "README.md").read_text(encoding="utf-8")
    deploy = blocks(readme.partition("## Deploy")[2])
    assert deploy[-1] == "uv run --no-dev python -m app"
    for command in deploy[:-1]:
        subprocess.run(
            [UV, *command.split()[1:]],
            cwd=service.folder,
            env={**service.environment, **PRODUCTION},
            check=True,
            timeout=SECONDS,
        )


@pytest.mark.slow
def test_service_serves_while_it_is_developed(service: Service) -> None:
    environment = {**service.environment, "PYTHONUNBUFFERED": "1"}
    with alone():
        process = subprocess.Popen(
            [UV, "run", "--locked", "poe", "dev"],
            cwd=service.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            ready = wait_for("http://127.0.0.1:8000/health/ready", process)
            assert ready == service.ready
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.only_with("rest")
def test_service_prints_its_document(service: Service) -> None:
    document = json.loads(service.run("poe", "-q", "openapi"))

    assert document["info"]["title"] == "My Service"


@pytest.mark.slow
def test_service_formats_and_fixes(service: Service) -> None:
    module = service.folder / "app" / "untidy.py"
    module.write_text('"""Untidy."""\nimport os\nx = [ 1,2 ]\n')
    service.run("poe", "format")

    assert module.read_text() == '"""Untidy."""\n\nx = [1, 2]\n'
    module.unlink()


@dataclass
class Change:
    """A new field of the users, as each ORM has it, and the revision that follows."""

    field: str
    name: str
    revision: str
    begins: str


CHANGES = {
    "sqlalchemy": Change(
        field="    nickname: Mapped[str | None]",
        name="add a nickname",
        revision="migrations/versions/*_add_a_nickname.py",
        begins="def upgrade",
    ),
    "sqlmodel": Change(
        field="    nickname: str | None = None",
        name="add a nickname",
        revision="migrations/versions/*_add_a_nickname.py",
        begins="def upgrade",
    ),
    "tortoise": Change(
        field="    nickname = fields.CharField(max_length=50, null=True)",
        name="add a nickname",
        revision="migrations/0003_add_a_nickname.py",
        begins="operations",
    ),
    "peewee": Change(
        field="    nickname = CharField(max_length=50, null=True)",
        name="add a nickname",
        revision="migrations/*_add_a_nickname.py",
        begins="def up",
    ),
    "django": Change(
        field='    nickname = models.CharField(max_length=50, default="")',
        name="add_a_nickname",
        revision="app/users/migrations/0002_add_a_nickname.py",
        begins="operations",
    ),
}


@pytest.mark.slow
@pytest.mark.only_with("users")
def test_service_writes_a_revision_of_a_changed_model(service: Service) -> None:
    change = CHANGES[service.combination.data["orm"]]
    service.run("poe", "migrate")
    models = service.folder / "app" / "users" / "models.py"
    before = models.read_text(encoding="utf-8")
    # Before the address, which every user has: fields come first in a model.
    changed, count = re.subn(
        r"^(?=    email\b)", f"{change.field}\n", before, count=1, flags=re.MULTILINE
    )
    assert count == 1
    models.write_text(changed, encoding="utf-8")

    service.run("poe", "makemigration", change.name)

    (revision,) = service.folder.glob(change.revision)
    text = revision.read_text(encoding="utf-8")
    assert "nickname" in text.partition(change.begins)[2]
    service.run("poe", "migrate")
    service.run("poe", "check")
    models.write_text(before, encoding="utf-8")
    revision.unlink()

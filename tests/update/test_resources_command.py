"""`poe update-resources` updates to a changed file, and writes the migration."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.git import commit_all, git
from tests.tiers import stack_named
from tests.update.commands import Updatable
from tests.update.resources import (
    CHANGES,
    RESOURCES,
    Generated,
    Resources,
    supported,
    with_field_changed,
    with_fields,
    without_decimals,
    without_entity,
)
from tests.update.test_resources import comment_on
from tests.update.trees import answers, differing, tree

pytestmark = pytest.mark.slow


FILE = "model.yml"
MIGRATION = "migrations/versions/20300101_resources.py"
STEPS = [
    "sync",
    "run poe makemigration resources",
    "run poe check",
    "run poe test",
]
CONTINUE = "uv run poe update-resources --continue"
(STACK, *_) = supported()


@pytest.fixture
def service(generated: Generated, tmp_path: Path) -> Updatable:
    """A service in which the file of its resources is committed."""
    folder = generated(tmp_path / "service", STACK, RESOURCES)
    write(folder / FILE, RESOURCES)
    commit_all(folder)
    return Updatable.at(folder)


def write(file: Path, resources: Resources, **others: Any) -> str:
    text = yaml.safe_dump({"resources": resources, **others})
    file.write_text(text, "utf-8")
    return text


def run(service: Updatable, *options: str, **environment: str) -> tuple[int, str]:
    folder = environment.pop("POE_PWD", str(service.folder))
    return service.start("update_resources", *options, POE_PWD=folder, **environment)


@pytest.mark.parametrize("tracked", [True, False])
def test_changed_file_is_merged_and_migrated(
    service: Updatable, generated: Generated, tmp_path: Path, *, tracked: bool
) -> None:
    changed = CHANGES["add an entity"]
    fresh = generated(tmp_path / "fresh", STACK, changed)
    if not tracked:
        (service.folder / FILE).unlink()
        commit_all(service.folder)
    text = write(service.folder / FILE, changed)

    status, printed = run(service, FILE)

    assert status == 0, printed
    assert printed.startswith("Resources:\n  added: refund\n\nNew files:\n")
    assert service.steps == STEPS
    assert differing(tree(service.folder), tree(fresh)) == {FILE}
    assert (service.folder / FILE).read_text("utf-8") == text
    assert git(service.folder, "stash", "list") == ""


def test_removal_waits_for_its_owner(service: Updatable) -> None:
    write(service.folder / FILE, without_entity("payment"))

    status, printed = run(service, FILE)
    assert status == 1
    assert "Resources:\n  removed: payment\nTheir tables and columns" in printed
    assert f"To write the migration, run: {CONTINUE}\n" in printed
    assert not (service.folder / "app" / "payments").exists()
    assert service.steps == []

    status, printed = run(service, "--continue")
    assert status == 0, printed
    assert service.steps == STEPS


@pytest.mark.parametrize("stack", ["fastapi-tortoise-sqlite", "flask-peewee-sqlite"])
def test_module_that_a_migration_imports_is_kept(
    generated: Generated, tmp_path: Path, stack: str
) -> None:
    folder = generated(tmp_path / "service", stack_named(stack), RESOURCES)
    migration = folder / "migrations" / "0002_resources.py"
    migration.write_text("from app.decimals import DecimalField\n", "utf-8")
    write(folder / FILE, without_decimals())
    commit_all(folder)
    service = Updatable.at(folder)

    run(service, FILE)
    assert not (folder / "app" / "decimals.py").exists()

    status, printed = run(service, "--continue")
    assert status == 0, printed
    assert "\nKept for migrations:\n  app/decimals.py\n" in printed
    assert (folder / "app" / "decimals.py").exists()
    assert not (folder / "app" / "payments").exists()


def test_removed_app_with_migrations_stays_installed(
    generated: Generated, tmp_path: Path
) -> None:
    stack = stack_named("django-drf-sqlite")
    folder = generated(tmp_path / "service", stack, RESOURCES)
    migration = folder / "app" / "payments" / "migrations" / "0001_resources.py"
    migration.write_text("# Written.\n", "utf-8")
    write(folder / FILE, without_entity("payment"))
    commit_all(folder)
    service = Updatable.at(folder)

    run(service, FILE)
    status, printed = run(service, "--continue")

    assert status == 0, printed
    assert "\nKept for their migrations:\n  app/payments\n" in printed
    assert migration.exists()
    assert not (folder / "app" / "payments" / "models.py").exists()
    assert '    "app.payments",\n]\n' in (folder / "app" / "settings.py").read_text()


def test_command_goes_on_after_conflicts(service: Updatable) -> None:
    models = comment_on(service.folder, r"^    number\b.*20.*$")
    write(service.folder / FILE, CHANGES["change a bound"])

    status, printed = run(service, FILE)
    assert status == 1
    assert "Resources:\n  changed: invoice.number (max)\n" in printed
    assert f"Conflicts:\n  {models}:" in printed
    assert f"Resolve them, then run: {CONTINUE}\n" in printed
    assert service.steps == []
    assert git(service.folder, "stash", "list") == ""

    git(service.folder, "checkout", "--theirs", models)
    path = service.folder / models
    ours = path.read_text("utf-8").split("<<<<<<<")[0]
    path.write_text(ours, "utf-8")
    status, printed = run(service, "--continue")
    assert status == 0, printed
    assert service.steps == STEPS


def test_migration_is_written_once(service: Updatable) -> None:
    write(service.folder / FILE, CHANGES["change a bound"])
    status, _ = run(service, FILE, FAIL="run poe test")
    assert status == 1
    (service.folder / MIGRATION).write_text("# Written.\n")

    status, printed = run(service, "--continue")

    assert status == 0, printed
    assert service.steps == [*STEPS, *(step for step in STEPS if "make" not in step)]
    assert f"Read {MIGRATION} before you run `poe migrate`." in printed


@pytest.mark.full
def test_failing_migration_stops_the_command(service: Updatable) -> None:
    write(service.folder / FILE, CHANGES["change a bound"])

    status, printed = run(service, FILE, FAIL=STEPS[1])

    assert status == 1
    assert service.steps == STEPS[:2]
    assert printed.endswith(f"Fix what failed, then run: {CONTINUE}\n")


@pytest.mark.full
def test_other_answers_of_the_file_stay(service: Updatable) -> None:
    before = answers(tree(service.folder))
    changed = CHANGES["change a bound"]
    others = {"framework": "django", "license": "proprietary", "project_name": "Shop"}
    write(service.folder / FILE, changed, **others)

    status, printed = run(service, FILE)

    assert status == 0, printed
    assert answers(tree(service.folder)) == {**before, "resources": changed}


@pytest.mark.full
def test_file_is_looked_for_where_the_command_was_called(
    service: Updatable, tmp_path: Path
) -> None:
    write(tmp_path / "other.yml", CHANGES["change a bound"])

    status, printed = run(service, "other.yml", POE_PWD=str(tmp_path))

    assert status == 0, printed
    assert "changed: invoice.number (max)" in printed


def test_unchanged_file_changes_nothing(service: Updatable) -> None:
    status, printed = run(service, FILE)

    assert (status, printed) == (0, "No entity or field has changed.\n")
    assert git(service.folder, "status", "--porcelain") == ""
    assert service.steps == []


# --- Mistakes ---


def owned() -> Resources:
    changed = deepcopy(RESOURCES)
    changed[1]["owner"] = True
    return changed


NEEDS_VALUE = (
    "resources: invoice.paid_on: existing rows have no value, so it needs a default or"
    " `required: false`.\n"
)
REFUSED: dict[str, tuple[bytes | Resources | None, str]] = {
    "missing": (None, "model.yml can't be read: No such file or directory.\n"),
    "empty": (b"", "model.yml has no key `resources`.\n"),
    "list": (b"- name: invoice\n", "model.yml has no key `resources`.\n"),
    "no YAML": (
        b"resources:\n  - {name: invoice\n  - [\n",
        "model.yml is not YAML: line 3: expected ',' or '}', but got '['.\n",
    ),
    "control character": (
        b"resources: [\x07]\n",
        (
            "model.yml is not YAML: unacceptable character #x0007: special characters"
            " are not allowed.\n"
        ),
    ),
    "no UTF-8": (b"resources: [\xff]\n", "model.yml is not UTF-8.\n"),
    "rule": (
        with_field_changed("total", places=14),
        "resources: invoice.total: places (14) can't exceed digits (12).\n",
    ),
    "no list": (
        b"resources: 7\n",
        "resources: must be a list of entities, not 7.\n",
    ),
    "no value": (with_fields({"name": "paid_on", "type": "date"}), NEEDS_VALUE),
    "no owner": (owned(), "resources: customer: existing rows have no owner.\n"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_mistake_is_refused_and_changes_nothing(
    service: Updatable, content: bytes | Resources | None, sentence: str
) -> None:
    file = service.folder / FILE
    if content is None:
        file.unlink()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    else:
        write(file, content)
    status, before = git(service.folder, "status", "-s"), tree(service.folder)

    assert run(service, FILE) == (1, sentence)
    assert git(service.folder, "status", "-s") == status
    assert tree(service.folder) == before
    assert git(service.folder, "stash", "list") == ""
    assert service.steps == []


def test_uncommitted_changes_of_other_files_are_refused(service: Updatable) -> None:
    text = write(service.folder / FILE, CHANGES["change a bound"])
    (service.folder / "AGENTS.md").write_text("Ours.\n")

    status, printed = run(service, FILE)

    assert status == 1
    assert "Uncommitted changes:\n   M AGENTS.md\n" in printed
    assert FILE not in printed
    assert (service.folder / FILE).read_text("utf-8") == text
    assert git(service.folder, "stash", "list") == ""


@pytest.mark.parametrize("options", [(), (FILE, "--continue")])
def test_file_or_continuation_is_asked_for(
    service: Updatable, options: tuple[str, ...]
) -> None:
    status, printed = run(service, *options)

    assert status == 2
    assert printed.endswith("error: name the changed FILE, or pass --continue\n")

"""An update that Copier refuses changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.git import commit_all, git
from tests.questionnaire import ROOT
from tests.update.conftest import Services
from tests.update.origins import Origin
from tests.update.releases import newest_behind, usual_of
from tests.update.trees import ANSWERS_FILE, conflicts, tree
from tests.update.updates import update_by_command

Prepare = Callable[[Path], None]


@pytest.fixture
def service(services: Services, tmp_path: Path) -> Path:
    release = newest_behind()
    origin = Origin(release.version, usual_of(release)[0])
    return services.copy(tmp_path / "service", origin)


def record(name: str, value: str) -> Prepare:
    """Change a line of the answers file by hand, and commit it."""

    def change(folder: Path) -> None:
        path = folder / ANSWERS_FILE
        lines = path.read_text().splitlines()
        (place,) = (n for n, line in enumerate(lines) if line.startswith(f"{name}:"))
        lines[place] = f"{name}: {value}"
        path.write_text("\n".join(lines) + "\n")
        commit_all(folder)

    return change


def edit_without_a_commit(folder: Path) -> None:
    (folder / "README.md").write_text("Mine.\n")


def delete_the_answers_file(folder: Path) -> None:
    (folder / ANSWERS_FILE).unlink()
    commit_all(folder)


# What is wrong with a service, and the error that Copier prints.
REFUSED: dict[str, tuple[Prepare, str]] = {
    "dirty repository": (edit_without_a_commit, "Destination repository is dirty"),
    "no answers file": (delete_the_answers_file, "Template not found"),
    "invalid answer": (record("database", "oracle"), "Invalid choice"),
    "unknown release": (record("_commit", "v0.0.9"), "Unknown revision: 'v0.0.9'"),
    "future release": (record("_commit", "v9999.0.0"), "Unknown revision"),
    "missing template": (
        record("_src_path", "/nowhere/template"),
        "Local template must be a directory.",
    ),
    "unreachable template": (
        record("_src_path", "https://localhost:1/template.git"),
        "unable to access",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("prepare", "error"), REFUSED.values(), ids=REFUSED)
def test_refused_update_changes_nothing(
    service: Path, prepare: Prepare, error: str
) -> None:
    prepare(service)
    before, status = tree(service), git(service, "status", "--porcelain")

    done = update_by_command(service)

    assert done.returncode != 0
    assert error in done.stderr
    assert tree(service) == before
    assert git(service, "status", "--porcelain") == status
    # The page says what to do after this error.
    page = (ROOT / "docs" / "updating.md").read_text(encoding="utf-8")
    assert f"`{error}" in page


@pytest.mark.full
def test_update_does_not_see_a_committed_conflict(service: Path) -> None:
    guide = service / "AGENTS.md"
    conflict = (
        "<<<<<<< before updating\nmine\n=======\ntheirs\n>>>>>>> after updating\n"
    )
    guide.write_text(conflict + guide.read_text())
    commit_all(service)

    assert update_by_command(service).returncode == 0

    assert guide.read_text().startswith(conflict)
    assert conflicts(service) == ["AGENTS.md"]

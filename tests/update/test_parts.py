"""Parts of an existing service: its owner asks for them, and takes them away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from copier import run_update

from tests.git import commit_all, git
from tests.space import usual_with
from tests.timing import step
from tests.update.conftest import Services
from tests.update.origins import Origin
from tests.update.releases import NOW, Release, asked_by, releases, usual_of
from tests.update.trees import answers, conflicts, tree
from tests.update.updates import update

pytestmark = pytest.mark.slow

UpdateParts = Callable[[Path, list[str]], str]

WORKFLOW = ".github/workflows/ci.yml"


def without_parts() -> Release:
    """Return the newest release that did not ask for parts."""
    return next(one for one in reversed(releases()) if not asked_by(one).multiple)


@pytest.fixture
def service(services: Services, tmp_path: Path) -> Path:
    """A service of the template as it stands, with two parts."""
    combination = usual_with(parts=["container", "github"])
    return services.copy(tmp_path / "service", Origin(NOW, combination))


@pytest.fixture
def update_parts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> UpdateParts:
    """Update as Copier's command does in a service's folder; return what it prints."""

    def update_there(folder: Path, parts: list[str]) -> str:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        data = {"parts": parts}
        with step("update"):
            run_update(data=data, vcs_ref=NOW, defaults=True, overwrite=True)
        return capsys.readouterr().err

    return update_there


def test_service_without_parts_gets_those_that_its_owner_asks_for(
    services: Services, tmp_path: Path, update_parts: UpdateParts
) -> None:
    release = without_parts()
    without = usual_of(release)[0]
    folder = services.copy(tmp_path / "service", Origin(release.version, without))

    update(folder)
    assert answers(tree(folder))["parts"] == []
    fresh = services.copy(tmp_path / "fresh", Origin(NOW, without))
    assert tree(folder) == tree(fresh)
    commit_all(folder)

    printed = update_parts(folder, ["container", "github"])
    with_both = Origin(NOW, usual_with(parts=["container", "github"]))
    asked_for = tree(services.copy(tmp_path / "asked-for", with_both))
    assert tree(folder) == asked_for
    assert "is updated. Next:" in printed
    assert "Removed" not in printed
    commit_all(folder)

    update(folder)
    assert tree(folder) == asked_for


def test_part_that_is_taken_away_takes_its_files_and_says_so(
    service: Path, update_parts: UpdateParts
) -> None:
    release = service / ".github" / "workflows" / "release.yml"
    release.write_text("name: Ours\n")
    for name in ("Dockerfile", WORKFLOW):
        with (service / name).open("a") as file:
            file.write("# Ours.\n")
    commit_all(service)

    printed = update_parts(service, ["container"])

    assert "\nRemoved with their files: github." in printed
    assert "warning" not in printed.lower()
    assert not (service / WORKFLOW).exists()
    assert release.read_text() == "name: Ours\n"
    assert (service / "Dockerfile").read_text().endswith("# Ours.\n")
    assert conflicts(service) == []
    # As the message says.
    git(service, "restore", WORKFLOW)
    assert (service / WORKFLOW).read_text().endswith("# Ours.\n")


def test_all_parts_can_be_taken_away_and_asked_for_again(
    service: Path, services: Services, tmp_path: Path, update_parts: UpdateParts
) -> None:
    before = tree(service)

    printed = update_parts(service, [])
    without = Origin(NOW, usual_with(parts=[]))
    assert "\nRemoved with their files: container, github." in printed
    assert tree(service) == tree(services.copy(tmp_path / "without", without))
    commit_all(service)

    update_parts(service, ["github", "container"])
    assert tree(service) == before


@pytest.mark.parametrize(
    ("orm", "drop"),
    [("sqlalchemy", "poe makemigration drop_tasks"), ("django", "docs/updating.md")],
)
def test_update_says_that_tasks_have_tables(
    services: Services, tmp_path: Path, update_parts: UpdateParts, orm: str, drop: str
) -> None:
    # From a release that did not ask for parts, with which nothing is removed either.
    release = without_parts()
    without = next(one for one in usual_of(release) if one.data["orm"] == orm)
    folder = services.copy(tmp_path / "service", Origin(release.version, without))

    printed = update_parts(folder, ["tasks"])
    assert "uv run poe makemigration tasks" in printed
    assert drop not in printed
    commit_all(folder)

    printed = update_parts(folder, ["tasks", "github"])
    assert "makemigration" not in printed
    commit_all(folder)

    printed = update_parts(folder, ["github"])
    assert drop in printed
    assert "uv run poe makemigration tasks" not in printed


def test_file_of_the_owner_is_not_lost_to_a_part(
    services: Services, tmp_path: Path, update_parts: UpdateParts
) -> None:
    without = Origin(NOW, usual_with(parts=[]))
    folder = services.copy(tmp_path / "service", without)
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY ours /\n")
    commit_all(folder)

    update_parts(folder, ["container"])

    assert "COPY ours /\n" in (folder / "Dockerfile").read_text()
    assert conflicts(folder) == ["Dockerfile"]


def test_refused_parts_change_nothing(service: Path, update_parts: UpdateParts) -> None:
    with pytest.raises(ValueError, match="Kubernetes needs the container image"):
        update_parts(service, ["github", "kubernetes"])

    assert git(service, "status", "--porcelain") == ""

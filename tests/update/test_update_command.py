"""`poe update-template` says what changes, updates, and lists what is left to do."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from tests.git import commit_all, git
from tests.space import usual_with
from tests.update.commands import Updatable
from tests.update.edits import deletions
from tests.update.releases import NOW
from tests.update.trees import conflicts, tree
from tests.update.updates import (
    GUIDE,
    NEXT,
    change_heading,
    generate,
    update_by_command,
)

pytestmark = pytest.mark.slow

STEPS = ["sync", "run poe check", "run poe test"]

Behind = Callable[..., Updatable]


@pytest.fixture(scope="module")
def originals() -> dict[str, Path]:
    return {}


@pytest.fixture
def behind(
    next_template: Path,
    originals: dict[str, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Behind:
    def behind(version: str = NOW, **answers: object) -> Updatable:
        name = f"{version} {answers}"
        if name not in originals:
            original = tmp_path_factory.mktemp("original") / "service"
            data = usual_with(**answers).data
            originals[name] = generate(next_template, original, version, **data)
        folder = copytree(originals[name], tmp_path / "service", symlinks=True)
        return Updatable.at(folder)

    return behind


def test_command_updates_and_says_what_changes(behind: Behind) -> None:
    service = behind(framework="django")

    status, printed = service.run()

    assert status == 0, printed
    assert f"Updating from {NOW} to {NEXT}." in printed
    assert "The guide is clearer." in printed
    assert "The admin site is faster." in printed
    assert "Replies are faster." not in printed  # with FastAPI
    assert "Earlier." not in printed
    assert "\n## Run it\n" in service.guide
    assert service.steps == STEPS
    assert "Conflicts" not in printed


def test_newest_service_is_left_alone(behind: Behind) -> None:
    service = behind(NEXT)
    before = tree(service.folder)

    status, printed = service.run()

    assert (status, service.steps) == (0, [])
    assert f"This service is up to date with {NEXT} of the template." in printed
    assert tree(service.folder) == before


def test_command_goes_on_after_conflicts(behind: Behind) -> None:
    service = behind()
    change_heading(service.folder / GUIDE, "Start")
    commit_all(service.folder)

    status, printed = service.run()
    assert status == 1
    assert f"Conflicts:\n  {GUIDE}:3\n" in printed
    assert "Resolve them, then run: uv run poe update-template --continue" in printed

    status, printed = service.run("--continue")
    assert status == 1
    assert f"Conflicts:\n  {GUIDE}:3\n" in printed
    assert service.steps == []

    git(service.folder, "checkout", "--theirs", GUIDE)
    (service.folder / GUIDE).write_text("# Ours\n")
    status, printed = service.run("--continue")
    assert status == 0, printed
    assert service.steps == STEPS
    assert service.guide == "# Ours\n"


@pytest.mark.parametrize("committed", [True, False])
def test_unready_service_is_refused(behind: Behind, *, committed: bool) -> None:
    service = behind()
    text = "<<<<<<< before updating\n" if committed else "Ours.\n"
    (service.folder / "AGENTS.md").write_text(text)
    if committed:
        commit_all(service.folder)
    before = tree(service.folder)

    status, printed = service.run()

    assert status == 1
    place = "  AGENTS.md:1\n" if committed else "  M AGENTS.md\n"
    assert place in printed
    assert "first." in printed
    assert tree(service.folder) == before


def test_service_without_its_example_is_offered_to_turn_it_off(
    behind: Behind,
) -> None:
    service = behind()
    deletions.delete_the_example.apply(service.folder)
    commit_all(service.folder)
    before = tree(service.folder)

    status, printed = service.run()
    assert status == 1
    assert "uv run poe update-template --data example=false" in printed
    assert tree(service.folder) == before

    status, printed = service.run("--data", "example=false")
    assert status == 0, printed
    assert conflicts(service.folder) == []
    assert not [name for name in tree(service.folder) if "posts" in name]


def test_deleted_files_with_edits_and_new_files_are_listed(behind: Behind) -> None:
    service = behind(parts=["container", "github"])
    workflow = ".github/workflows/ci.yml"
    with (service.folder / workflow).open("a") as file:
        file.write("# Ours.\n")
    commit_all(service.folder)

    status, printed = service.run("--data", "parts=[container,renovate]")

    assert status == 0, printed
    deleted = printed.partition("Deleted files with your changes")[2].split("\n\n")[0]
    assert deleted.splitlines()[1:] == [f"  {workflow}"]
    assert "New files:\n  renovate.json\n" in printed


def test_command_works_in_a_folder_of_a_repository(
    behind: Behind, tmp_path: Path
) -> None:
    service = behind()
    rmtree(service.folder / ".git")
    answers = ".copier-answers.trellis.yml"
    (service.folder / ".copier-answers.yml").rename(service.folder / answers)
    (tmp_path / "other.txt").write_text("Other.\n")
    (tmp_path / ".gitignore").write_text("/uv\n/record\n")
    commit_all(tmp_path)
    (tmp_path / "other.txt").write_text("Changed.\n")
    change_heading(service.folder / GUIDE, "Start")
    git(tmp_path, "add", "service")
    git(tmp_path, "commit", "--message", "edit")

    status, printed = service.run("--answers-file", answers)

    assert status == 1
    assert f"Conflicts:\n  {GUIDE}:3\n" in printed
    assert f"_commit: {NEXT}" in (service.folder / answers).read_text()


def test_command_works_without_a_network(behind: Behind) -> None:
    service = behind()

    status, printed = service.run(OFFLINE="1")

    assert status == 0, printed
    assert service.steps == STEPS


# Where git checks files out with the line ends of Windows.
def test_update_shows_only_what_changed_with_autocrlf(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = behind()
    # So near to what the release changes that the file has to be merged.
    (service.folder / GUIDE).write_text(f"> Ours.\n\n{service.guide}")
    commit_all(service.folder)
    for key, value in (
        ("COUNT", "1"),
        ("KEY_0", "core.autocrlf"),
        ("VALUE_0", "true"),
    ):
        monkeypatch.setenv(f"GIT_CONFIG_{key}", value)

    done = update_by_command(service.folder)

    assert done.returncode == 0, done.stderr
    assert conflicts(service.folder) == []
    changed = git(service.folder, "diff", "--numstat").split()
    assert changed == ["1", "1", ".copier-answers.yml", "1", "1", GUIDE]

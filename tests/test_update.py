"""A service made from a release comes forward, and keeps what is its owner's."""

import re
from pathlib import Path
from typing import Any

import pytest
from combinations import PAPER, Combination, core, covering, options, questions
from conftest import commit_all, git
from copier import run_copy, run_update
from releases import NOW, Release, releases, repository
from services import install

# What an owner has after the birth of a service, and no update touches.
OWNED = ("migrations/versions",)

Tree = dict[str, bytes]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    return repository(tmp_path_factory.mktemp("history") / "template", template)


def make(history: Path, folder: Path, version: str, **data: Any) -> Path:
    """Make a service from a version, under git as its owner has it."""
    run_copy(
        str(history), folder, data=data, vcs_ref=version, defaults=True, quiet=True
    )
    commit_all(folder)
    return folder


def update(folder: Path, **data: Any) -> None:
    run_update(
        folder, data=data, vcs_ref=NOW, defaults=True, overwrite=True, quiet=True
    )


def tree(folder: Path) -> Tree:
    """What git would take, without what belongs to the owner."""
    names = git(folder, "ls-files", "-z", "-co", "--exclude-standard").split("\0")
    return {
        name: (folder / name).read_bytes()
        for name in names
        if name and (folder / name).is_file() and not name.startswith(OWNED)
    }


def conflicts(folder: Path) -> list[str]:
    marks = re.compile(rb"^(<<<<<<<|>>>>>>>)", re.MULTILINE)
    return [
        name
        for name, content in tree(folder).items()
        if name.endswith(".rej") or marks.search(content)
    ]


def pairs() -> list[object]:
    """Each release with each combination that it offers too."""
    return [
        pytest.param(
            release,
            combination,
            id=f"{release}-{combination}",
        )
        for release in releases()
        for combination in covering()
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("release", "combination"), pairs())
def test_update_equals_a_fresh_copy(
    history: Path, tmp_path: Path, release: Release, combination: Combination
) -> None:
    service = make(history, tmp_path / "old", release.version, **combination.data)
    fresh = make(history, tmp_path / "fresh", NOW, **combination.data)

    update(service)

    assert tree(service) == tree(fresh)
    commit_all(service)
    update(service)
    assert git(service, "status", "--porcelain") == ""


EDITS = {
    "app/users/service.py": ("\n\n\ndef mine() -> int:\n    return 1\n", "append"),
    "README.md": ("A note of the owner's, above all else.\n\n", "prepend"),
    ".env.example": ("\n# MINE=1\n", "append"),
}


@pytest.mark.slow
@pytest.mark.parametrize("release", releases(), ids=str)
def test_update_keeps_what_the_owner_did(
    history: Path, tmp_path: Path, release: Release
) -> None:
    folder = make(history, tmp_path / "service", release.version)
    for name, (text, how) in EDITS.items():
        path = folder / name
        before = path.read_text()
        path.write_text(before + text if how == "append" else text + before)
    project = folder / "pyproject.toml"
    declared = project.read_text()
    assert "dependencies = [\n" in declared
    project.write_text(
        declared.replace("dependencies = [\n", 'dependencies = [\n    "idna",\n', 1)
    )
    migration = next((folder / "migrations" / "versions").glob("*.py"))
    migration.write_text(migration.read_text() + "\n# The owner's.\n")
    (folder / "app" / "mine.py").write_text('"""The owner\'s own."""\n')
    commit_all(folder)

    update(folder)

    assert conflicts(folder) == []
    for name, (text, _) in EDITS.items():
        assert text.strip() in (folder / name).read_text()
    assert '    "idna",\n' in project.read_text()
    assert "# The owner's." in migration.read_text()
    assert (folder / "app" / "mine.py").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("release", releases(), ids=str)
def test_update_leaves_a_service_that_works(
    history: Path, tmp_path: Path, release: Release
) -> None:
    folder = make(history, tmp_path / "service", release.version)
    service = install(core()[0], folder)
    service.run("poe", "migrate")
    commit_all(folder)  # the lock, as an owner has it

    update(folder)

    service = install(core()[0], folder)
    service.run("poe", "migrate")
    service.run("pytest", "-q")


def switches() -> list[object]:
    """From the defaults to each other choice, and back."""
    found = []
    for name, choices in options().items():
        default = questions()[name]["default"]
        for choice in choices:
            if choice != default:
                found += [(name, default, choice), (name, choice, default)]
    return [
        pytest.param(*switch, id="{}-from-{}-to-{}".format(*switch).lower())
        for switch in found
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "before", "after"), switches())
def test_switch_of_an_answer_equals_a_fresh_copy_and_works(
    history: Path, tmp_path: Path, name: str, before: Any, after: Any
) -> None:
    folder = make(history, tmp_path / "service", NOW, **{name: before})
    fresh = make(history, tmp_path / "fresh", NOW, **{name: after})

    update(folder, **{name: after})

    assert tree(folder) == tree(fresh)
    if name in PAPER:
        return
    service = install(core()[0].switched(name, after), folder)
    if name == "example":
        service.run("poe", "migrate")
        if after:  # the tables come by a revision of the owner's
            service.run("poe", "makemigration", "posts")
        else:  # and go with the one that the service was born with
            service.run("alembic", "downgrade", "0001")
            (folder / "migrations" / "versions" / "0002_posts.py").unlink()
    service.run("pytest", "-q")

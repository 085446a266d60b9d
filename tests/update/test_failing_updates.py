"""An update that fails, or is killed, leaves nothing that git can't mend."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.space import first_of_each_framework
from tests.questionnaire import ROOT
from tests.conftest import Born
from tests.update.edits import edits_of
from tests.update.releases import commit_all, git, offered_by, releases
from tests.run.services import SECONDS
from tests.update.updates import ANSWERS, conflicts, tree, update, update_by_command

Folder = Path


@pytest.fixture
def service(born: Born, tmp_path: Path) -> Folder:
    release = releases()[-1]
    usual = first_of_each_framework(offered_by(release))[0]
    return born(tmp_path / "service", release.version, usual)


def note(name: str, value: str) -> Callable[[Folder], None]:
    """Write a line of the answers file by hand, and commit it."""

    def write(folder: Path) -> None:
        path = folder / ANSWERS
        lines = path.read_text().splitlines()
        (place,) = (n for n, line in enumerate(lines) if line.startswith(f"{name}:"))
        lines[place] = f"{name}: {value}"
        path.write_text("\n".join(lines) + "\n")
        commit_all(folder)

    return write


def leave_an_edit(folder: Path) -> None:
    (folder / "README.md").write_text("Mine.\n")


def delete_the_answers(folder: Path) -> None:
    (folder / ANSWERS).unlink()
    commit_all(folder)


# What is wrong, and what Copier says of it.
REFUSED: dict[str, tuple[Callable[[Folder], None], str]] = {
    "a dirty tree": (leave_an_edit, "Destination repository is dirty"),
    "no answers file": (delete_the_answers, "Template not found"),
    "a wrong answer": (note("database", "oracle"), "Invalid choice"),
    "no such release": (note("_commit", "v0.0.9"), "Unknown revision: 'v0.0.9'"),
    "a release to come": (note("_commit", "v9999.0.0"), "Unknown revision"),
    "no such folder": (
        note("_src_path", "/nowhere/template"),
        "Local template must be a directory.",
    ),
    "no network": (
        note("_src_path", "https://localhost:1/template.git"),
        "unable to access",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("prepare", "told"), REFUSED.values(), ids=REFUSED)
def test_update_that_is_refused_changes_nothing(
    service: Folder, prepare: Callable[[Folder], None], told: str
) -> None:
    prepare(service)
    before, status = tree(service), git(service, "status", "--porcelain")

    done = update_by_command(service)

    assert done.returncode != 0
    assert told in done.stderr
    assert tree(service) == before
    assert git(service, "status", "--porcelain") == status
    # What to do is told there, beside these words.
    page = (ROOT / "docs" / "updating.md").read_text(encoding="utf-8")
    assert f"`{told}" in page


@pytest.mark.slow
def test_update_goes_past_a_conflict_that_was_left(service: Folder) -> None:
    readme = service / "README.md"
    left = "<<<<<<< before updating\nmine\n=======\ntheirs\n>>>>>>> after updating\n"
    readme.write_text(left + readme.read_text())
    commit_all(service)

    assert update_by_command(service).returncode == 0

    assert readme.read_text().startswith(left)
    assert conflicts(service) == ["README.md"]


# Ends the process as it begins some step for the nth time: a command of git's, or a
# file that is written below a folder.
KILLED = """
import json, os, runpy, signal, sys
what, count, *sys.argv[1:] = json.loads(sys.argv[1])

def watch(event, arguments):
    global count
    if event not in ("subprocess.Popen", "open"):
        return
    first, second, *_ = arguments
    if event == "subprocess.Popen":
        step = " ".join(map(str, second))
    elif "w" in str(second) and not isinstance(first, int):
        step = os.path.abspath(first)
    else:
        return
    count -= what in step
    if not count:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
runpy.run_module("copier", run_name="__main__")
"""
STEPS = {
    "the template is cloned": ("clone", 1),
    "the old release is rendered": (".old_copy.", 70),
    "the tree is noted": ("write-tree", 1),
    "the first file is written": ("/service/", 1),
    "the service is half-written": ("/service/", 10),
    "the new release is rendered": (".new_copy.", 70),
    "edits are applied": ("git apply", 1),
    "a conflict is merged": ("merge-file", 1),
    "a conflict is marked": ("update-index", 1),
}


@pytest.fixture
def edited(born: Born, tmp_path: Path) -> Folder:
    """A service whose update has to merge, and meets conflicts."""
    release = releases()[0]
    usual = first_of_each_framework(offered_by(release))[0]
    folder = born(tmp_path / "service", release.version, usual)
    for edit in edits_of(usual.data["framework"]):
        edit.make(folder)
    commit_all(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("what", "count"), STEPS.values(), ids=STEPS)
def test_update_that_is_killed_is_undone_by_git(
    edited: Folder, what: str, count: int
) -> None:
    before, head = tree(edited), git(edited, "rev-parse", "HEAD")
    arguments = json.dumps([what, count, "update", "--defaults"])

    done = subprocess.run(
        [sys.executable, "-c", KILLED, arguments],
        cwd=edited,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr

    git(edited, "reset", "--hard")
    git(edited, "clean", "--force", "-d")
    assert tree(edited) == before
    assert git(edited, "rev-parse", "HEAD") == head
    assert git(edited, "status", "--porcelain") == ""
    update(edited)  # goes through, as if nothing had been
    assert conflicts(edited)

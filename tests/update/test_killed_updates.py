"""After an update was killed, git restores the service."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.git import commit_all, git
from tests.run.services import SECONDS
from tests.timing import step
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE
from tests.update.origins import Origin
from tests.update.releases import releases, usual_of
from tests.update.trees import conflicts, tree
from tests.update.updates import update

# Runs Copier, and kills the process as it begins a step for the nth time: a command of
# git, or a file that is written below a folder.
KILLED = """
import json, os, runpy, signal, sys
killed_at, count, *sys.argv[1:] = json.loads(sys.argv[1])

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
    count -= killed_at in step
    if not count:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
runpy.run_module("copier", run_name="__main__")
"""
STEPS = {
    "the template is cloned": ("clone", 1),
    "the old version is rendered": (".old_copy.", 70),
    "the tree is recorded": ("write-tree", 1),
    "the first file is written": ("/service/", 1),
    "the tenth file is written": ("/service/", 10),
    "the new version is rendered": (".new_copy.", 70),
    "edits are applied": ("git apply", 1),
    "a conflict is merged": ("merge-file", 1),
    "a conflict is marked": ("update-index", 1),
}


@pytest.fixture
def edited(services: Services, tmp_path: Path) -> Path:
    """A service whose update has to merge, and leaves conflicts."""
    release = releases()[0]
    origin = Origin(release.version, usual_of(release)[0])
    folder = services.copy(tmp_path / "service", origin)
    for edit in CATALOGUE:
        edit.apply(folder)
    commit_all(folder)
    return folder


@pytest.mark.full
@pytest.mark.parametrize(("killed_at", "count"), STEPS.values(), ids=STEPS)
def test_killed_update_is_undone_by_git(
    edited: Path, killed_at: str, count: int
) -> None:
    before, head = tree(edited), git(edited, "rev-parse", "HEAD")
    arguments = json.dumps([killed_at, count, "update", "--defaults"])

    with step("update by command"):
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
    update(edited)
    assert conflicts(edited)

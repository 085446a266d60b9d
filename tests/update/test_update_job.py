"""The job of docs/updating.md pushes an update of each service that is behind."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.git import commit_all, git
from tests.questionnaire import ROOT
from tests.run.services import FOREIGN, SECONDS, UV
from tests.space import usual_with
from tests.timing import step
from tests.update.releases import NOW
from tests.update.updates import GUIDE, NEXT, change_heading, generate


def job() -> str:
    """Return the script from the documentation."""
    page = (ROOT / "docs" / "updating.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return str(script)


@pytest.mark.full
def test_job_pushes_updates(next_template: Path, tmp_path: Path) -> None:
    # Without a database the service's own tests are fastest.
    answers = usual_with(orm="none").data
    origins = {}
    for name, version in {"current": NEXT, "behind": NOW, "edited": NOW}.items():
        folder = generate(next_template, tmp_path / name, version, **answers)
        if name == "edited":
            change_heading(folder / GUIDE, "Start")
        subprocess.run([UV, "lock", "--quiet"], cwd=folder, check=True)
        commit_all(folder)
        origins[name] = tmp_path / f"{name}.git"
        git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(origins[name]))
    script = tmp_path / "update-services"
    script.write_text(job())

    with step("the job of docs/updating.md"):
        done = subprocess.run(
            ["sh", str(script), *map(str, origins.values())],
            cwd=tmp_path,
            env=with_uv(tmp_path / "bin"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    branches = {
        name: git(origin, "branch", "--list", "update-template").split()
        for name, origin in origins.items()
    }
    assert branches == {
        "current": [],
        "behind": ["update-template"],
        "edited": ["update-template"],
    }, done.stdout
    assert re.search(r"\d+ passed", done.stdout)
    behind = git(origins["behind"], "show", f"update-template:{GUIDE}")
    assert "\n## Run it\n" in behind
    assert "<<<<<<<" not in behind
    edited = git(origins["edited"], "show", f"update-template:{GUIDE}")
    assert "<<<<<<< before updating\n## Start\n" in edited
    # The job reports the conflict, and fails.
    assert f"{GUIDE}:3" in done.stdout
    assert done.returncode == 1


def with_uv(folder: Path) -> dict[str, str]:
    """Return an environment in which `uv` and `uvx` are found."""
    folder.mkdir()
    found = shutil.which(UV)
    assert found
    (folder / "uv").symlink_to(found)
    (folder / "uvx").write_text('#!/bin/sh\nexec uv tool run "$@"\n')
    (folder / "uvx").chmod(0o755)
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    return {**environment, "PATH": f"{folder}:{os.environ['PATH']}"}

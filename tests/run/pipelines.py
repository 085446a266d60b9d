"""Run jobs of GitLab's CI on this machine, by gitlab-ci-local in a shell."""

import fcntl
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import yaml

from tests.questionnaire import ROOT
from tests.run.services import SECONDS, skip
from tests.run.stand_ins import attempt

# gitlab-ci-local needs Node 22, which npm has too.
PACKAGES = ("gitlab-ci-local@4.75.1", "node@22.23.3")
FOLDER = ROOT / ".cache" / "gitlab-ci-local"


@cache
def gitlab_ci_local() -> Path:
    """The folder of its command and of its Node; npm installs them at first."""
    if shutil.which("npm") is None:
        skip("npm is missing, which installs gitlab-ci-local", "SERVICES")
    FOLDER.mkdir(parents=True, exist_ok=True)
    commands = FOLDER / "node_modules" / ".bin"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be at it
        note = FOLDER / "installed"
        if not note.exists() or note.read_text() != " ".join(PACKAGES):
            shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
            npm = ["npm", "install", "--no-audit", "--no-fund", f"--prefix={FOLDER}"]
            subprocess.run([*npm, *PACKAGES], check=True, timeout=SECONDS)
            # Each fails if the other is not what it needs.
            path = {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}"}
            command = [str(commands / "gitlab-ci-local"), "--version"]
            subprocess.run(command, env=path, check=True, timeout=60)
            note.write_text(" ".join(PACKAGES))
    return commands


def run_job(
    folder: Path, job: str, environment: dict[str, str], **variables: str
) -> tuple[bool, str]:
    """Run a job of a committed service; return whether it succeeded, and its output.

    A job's services need containers, so they are left out, by a file that includes the
    shipped one. The variables lead to what stands for them.
    """
    state = folder / ".git" / "proof"
    state.mkdir(exist_ok=True)
    shipped = yaml.safe_load((folder / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    without: dict[str, object] = {
        name: {"services": []} for name in shipped if "services" in shipped[name]
    }
    text = yaml.safe_dump({"include": ".gitlab-ci.yml", **without})
    (state / "ci.yml").write_text(text)
    commands = gitlab_ci_local()
    succeeds, output = attempt(
        [
            *("gitlab-ci-local", "--force-shell-executor", "--home", state),
            *("--file", ".git/proof/ci.yml", "--state-dir", ".git/proof/state"),
            *(f"--variable={name}={value}" for name, value in variables.items()),
            job,
        ],
        folder,
        {**environment, "PATH": f"{commands}{os.pathsep}{environment['PATH']}"},
    )
    return succeeds, re.sub(r"\x1b\[[0-9;]*m", "", output)

"""The first command of the README creates a service on a bare machine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.commands import follow
from tests.docs.pages import console_commands
from tests.git import git
from tests.questionnaire import ROOT
from tests.run.services import FOREIGN, UV
from tests.timing import step


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that has Python, git and a shell, but no uv."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    for name in ("python3", "git", "sh"):
        found = sys.executable if name == "python3" else shutil.which(name)
        assert found
        (binaries / name).symlink_to(Path(found).resolve())
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in (*FOREIGN, "UV") and not name.startswith("GIT_")
    }
    cache = subprocess.check_output([UV, "cache", "dir"], text=True).strip()
    return {
        **inherited,
        "HOME": str(tmp_path),
        "PATH": f"{binaries}:/usr/bin:/bin",
        "UV_CACHE_DIR": cache,  # or all would be downloaded again
    }


@pytest.mark.slow
def test_first_command_creates_a_service(
    checkout: Path, bare_environment: dict[str, str]
) -> None:
    command = console_commands((ROOT / "README.md").read_text(encoding="utf-8"))[0]

    with step("scripts/new"):
        printed = follow(command.split(), checkout, bare_environment)

    service = checkout.parent / "my-service"
    assert re.search(r"\d+ passed", printed)
    assert len(re.findall(r"^  \S+", printed, re.MULTILINE)) == 3
    assert len(git(service, "log", "--oneline").splitlines()) == 1
    assert git(service, "status", "--porcelain") == ""

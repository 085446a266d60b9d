"""How services are made from releases, brought forward, and compared."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from copier import run_copy, run_update
from tests.update.releases import NOW, commit_all, git
from tests.run.services import SECONDS

# What an owner has after the birth of a service, and no update touches.
REVISION = (
    r"(migrations/versions|app/\w+/migrations)/(?!__init__)\w+\.py"
    r"|migrations/0\w+\.(py|sql)"
)
OWNED = re.compile(rf"{REVISION}|uv\.lock")
ANSWERS = ".copier-answers.yml"

# Where both sides changed the same lines.
MARK = re.compile(rb"^(<<<<<<<|>>>>>>>)", re.MULTILINE)

Tree = dict[str, bytes]


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


def update_by_command(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Update to the newest release as an owner does, by Copier as it is."""
    return subprocess.run(
        [sys.executable, "-m", "copier", "update", "--defaults", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def tree(folder: Path) -> Tree:
    """What git would take, without what belongs to the owner."""
    names = git(folder, "ls-files", "-z", "-co", "--exclude-standard").split("\0")
    return {
        name: (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file() and not OWNED.fullmatch(name)
    }


def changes(before: Tree, after: Tree) -> set[str]:
    """The files that came, went or differ, without that of the answers."""
    names = {*before, *after} - {ANSWERS}
    return {name for name in names if before.get(name) != after.get(name)}


def conflicts(folder: Path) -> list[str]:
    return [
        name
        for name, content in tree(folder).items()
        if name.endswith(".rej") or MARK.search(content)
    ]


def revisions(folder: Path) -> list[Path]:
    """The owner's, oldest first in each feature."""
    return [
        path
        for path in sorted(folder.rglob("*.*"))
        if re.fullmatch(REVISION, path.relative_to(folder).as_posix())
    ]


def owned(folder: Path) -> Tree:
    """The revisions, which no update touches."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in revisions(folder)
    }


def answers(tree: Tree) -> dict[str, Any]:
    """Those of the owner, without what Copier notes beside them."""
    noted: dict[str, Any] = yaml.safe_load(tree[ANSWERS])
    return {name: value for name, value in noted.items() if name[0] != "_"}

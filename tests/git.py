"""Git, as the tests call it."""

import subprocess
from pathlib import Path
from shutil import copy

from tests.questionnaire import ROOT

# What services are rendered from.
TEMPLATE_PATHS = ("copier.yml", "extensions", "template")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def copy_checkout(folder: Path, *paths: str) -> None:
    """Copy this checkout, or these paths of it, without what git ignores.

    Tools leave caches beside the sources; changes need not be committed.
    """
    listed = git(ROOT, "ls-files", "-z", "-co", "--exclude-standard", "--", *paths)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, folder / name)


def commit_all(folder: Path, tag: str = "") -> None:
    """Commit what is there, in a repository that is begun if need be."""
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "--message", "test")
    if tag:
        git(folder, "tag", tag)

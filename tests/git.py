"""Git, as the tests call it."""

import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit_all(folder: Path, tag: str = "") -> None:
    """Commit what is there, in a repository that is begun if need be."""
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "--message", "test")
    if tag:
        git(folder, "tag", tag)

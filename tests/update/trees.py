"""The files of a service, and how two states of them differ."""

import re
from pathlib import Path
from typing import Any

import yaml

from tests.git import git

ANSWERS_FILE = ".copier-answers.yml"
MIGRATION = re.compile(
    r"(migrations/versions|app/\w+/migrations)/(?!__init__)\w+\.py"
    r"|migrations/0\w+\.(py|sql)"
)
# What belongs to the owner once the service is generated, beside the migrations.
OWNED = {"CHANGELOG.md", "README.md", "uv.lock"}
# A conflict that Copier has left to the owner.
CONFLICT_MARKER = re.compile(rb"^(<<<<<<<|>>>>>>>)", re.MULTILINE)

# The content of files by their paths.
Tree = dict[str, bytes]


def tree(folder: Path) -> Tree:
    """Return what git would commit, except what no update touches.

    README, changelog, migrations and lock belong to the owner.
    """
    names = git(folder, "ls-files", "-z", "-co", "--exclude-standard").split("\0")
    return {
        name: (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file()
        and name not in OWNED
        and not MIGRATION.fullmatch(name)
    }


def migration_files(folder: Path) -> list[Path]:
    """Return the migrations of all features, sorted by their paths."""
    return [
        path
        for path in sorted(folder.rglob("*.*"))
        if MIGRATION.fullmatch(path.relative_to(folder).as_posix())
    ]


def migrations(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in migration_files(folder)
    }


def differing(one: Tree, other: Tree) -> set[str]:
    """Return the files that differ or are in one tree only, except the answers file."""
    names = {*one, *other} - {ANSWERS_FILE}
    return {name for name in names if one.get(name) != other.get(name)}


def conflicts(folder: Path) -> list[str]:
    """Return the files in which an update has left a conflict."""
    return [
        name
        for name, content in tree(folder).items()
        if name.endswith(".rej") or CONFLICT_MARKER.search(content)
    ]


def answers(tree: Tree) -> dict[str, Any]:
    """Return the recorded answers, without what Copier records beside them."""
    recorded: dict[str, Any] = yaml.safe_load(tree[ANSWERS_FILE])
    return {name: value for name, value in recorded.items() if name[0] != "_"}

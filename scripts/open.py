"""Lay out one service of the template, so that an editor sees it whole.

Each file is a link to its source, so a change in it is a change of the template. A file
with tags is rendered instead, and read-only. Change its source and run this again: that
also links new files and removes deleted ones. Files of your own stay.

Run the service's tests by `uv run pytest`. Coverage follows the links out of the folder
and measures nothing.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import NoReturn

from copier import run_copy
from copier.errors import DirtyLocalWarning

from tests.questionnaire import ROOT
from tests.sources import TEMPLATE, active_sources, output_of
from tests.space import Combination
from tests.tiers import stack_named

OPENED = ROOT / ".open"  # ignored by git, and so by the tools of this repository
# Lists what this script has put into a folder, each file with its state.
RECORD = ".opened.json"
# Variables about this repository, which are wrong in a service.
FOREIGN = (
    *("VIRTUAL_ENV", "PYTHONPATH"),
    *("UV_PROJECT", "UV_PROJECT_ENVIRONMENT", "UV_WORKING_DIRECTORY"),
)


@dataclass(frozen=True)
class Linked:
    """A file that is a link to its source."""

    source: Path

    @property
    def state(self) -> str:
        return f"-> {self.source}"

    def put(self, path: Path) -> None:
        path.symlink_to(self.source)


@dataclass(frozen=True)
class Rendered:
    """A file whose source has tags, and what it renders to."""

    source: Path
    content: bytes

    @property
    def state(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def put(self, path: Path) -> None:
        with path.open("xb") as file:
            file.write(self.content)
        path.chmod(0o444)


Files = dict[str, Linked | Rendered]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/open", description=__doc__)
    parser.add_argument("stack", help="such as fastapi-sqlalchemy-postgresql")
    parser.add_argument("dest", nargs="?", type=Path, help=".open/STACK by default")
    parser.add_argument(
        "--no-sync", action="store_true", help="do not install its dependencies"
    )
    options = parser.parse_args()
    try:
        combination = stack_named(options.stack)
    except ValueError as error:
        fail(str(error))
    folder = check_folder((options.dest or OPENED / options.stack).resolve())
    files = files_of(combination)
    edited = refresh(folder, files)

    for name in edited:
        print(f"Kept {name}, which was changed here.", file=sys.stderr)
        if name in files:
            source = files[name].source.relative_to(ROOT)
            print(f"  Its source is {source}.", file=sys.stderr)
            print("  Make the change there, then delete the file.", file=sys.stderr)
    linked = sum(isinstance(file, Linked) for file in files.values())
    print(f"{folder}: {linked} files linked, {len(files) - linked} rendered.")
    if not options.no_sync:
        sync(folder)


def check_folder(folder: Path) -> Path:
    """Refuse a folder that holds something else."""
    if folder.is_relative_to(ROOT) and OPENED not in folder.parents:
        fail(f"{folder} is in this repository. Use a folder outside it, or in .open/.")
    if folder.exists() and not folder.is_dir():
        fail(f"{folder} is a file.")
    if folder.exists() and any(folder.iterdir()) and not (folder / RECORD).is_file():
        fail(f"{folder} is not empty.")
    return folder


def files_of(combination: Combination) -> Files:
    """What a service of this combination holds, by its path there."""
    with TemporaryDirectory() as folder:
        service = Path(folder, "service")
        with warnings.catch_warnings():
            # Uncommitted changes are to be rendered, too.
            warnings.simplefilter("ignore", DirtyLocalWarning)
            run_copy(
                str(ROOT),
                service,
                data=combination.data,
                defaults=True,
                quiet=True,
                vcs_ref="HEAD",
            )
        files: Files = {}
        for source in active_sources(combination):
            name = str(output_of(source))
            path = TEMPLATE / source
            if source.suffix == ".jinja":
                files[name] = Rendered(path, (service / name).read_bytes())
            else:
                files[name] = Linked(path)
        return files


def refresh(folder: Path, files: Files) -> list[str]:
    """Make a folder hold these files, and return those that were changed there.

    Such a file is kept. Nothing is written or deleted through a link.
    """
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / RECORD
    before: dict[str, str] = {}
    if record.is_file():
        before = json.loads(record.read_text("utf-8"))
    now: dict[str, str] = {}
    edited = []
    for name in sorted(before.keys() | files.keys()):
        path = folder / name
        check_parents(folder, path)
        wanted = files.get(name)
        found = state(path)
        if wanted and found == wanted.state:
            now[name] = wanted.state
        elif found in (None, before.get(name)):
            path.unlink(missing_ok=True)
            if wanted:
                path.parent.mkdir(parents=True, exist_ok=True)
                wanted.put(path)
                now[name] = wanted.state
            else:
                remove_empty(folder, path.parent)
        else:
            edited.append(name)
    record.write_text(json.dumps(now, indent=1), "utf-8")
    return edited


def state(path: Path) -> str | None:
    """The target of a link, or the digest of a file; None where there is nothing."""
    if path.is_symlink():
        return f"-> {path.readlink()}"
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return "something else" if path.exists() else None


def check_parents(folder: Path, path: Path) -> None:
    """Refuse to write through a link to another folder, which may be the template's."""
    for parent in path.parents:
        if parent == folder:
            return
        if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
            fail(f"{parent} is not a folder. Move it away, and run this again.")


def remove_empty(folder: Path, parent: Path) -> None:
    """Remove folders that hold nothing but bytecode, as Python would import them."""
    while parent != folder and parent.is_dir():
        if any(entry.name != "__pycache__" for entry in parent.iterdir()):
            return
        rmtree(parent)
        parent = parent.parent


def sync(folder: Path) -> None:
    """Install the service's dependencies, so that an editor resolves its imports."""
    environment = {
        name: value for name, value in os.environ.items() if name not in FOREIGN
    }
    command = [os.environ.get("UV", "uv"), "sync", "--quiet"]
    done = subprocess.run(command, cwd=folder, env=environment, check=False)
    if done.returncode:
        fail("Its dependencies are not installed; the message of `uv sync` is above.")


def fail(message: str) -> NoReturn:
    raise SystemExit(f"scripts/open: {message}")


if __name__ == "__main__":
    main()

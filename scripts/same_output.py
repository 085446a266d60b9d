"""Compare the services that the template renders with those of another commit.

    scripts/same-output main               # list the files that differ
    scripts/same-output --diff v0.5.0      # show each difference, once
    scripts/same-output --quick main       # compare a few services that have every file
    scripts/same-output main flask-peewee  # compare those with this in their name

A release is known by its number in a clone without tags, too. Services get no part for
which that commit did not ask, as an update gives them none. Contents and modes of the
files as they are now count. Exits with 1 where something differs.
"""

import argparse
import difflib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import yaml
from copier import run_copy
from copier.errors import CopierError

from tests.copier_cache import patched
from tests.git import TEMPLATE_PATHS, copy_checkout
from tests.questionnaire import ROOT, Questionnaire
from tests.rules import folders, subset
from tests.space import Combination
from tests.tiers import rendered

# Every other service names an author, for the lines that are there only then.
AUTHOR = {"user_name": "Ada Lovelace", "user_email": "ada@example.com"}
ANSWERS_FILE = ".copier-answers.yml"
PLACES = ("_commit: ", "_src_path: ")


@dataclass(frozen=True)
class File:
    text: str
    is_executable: bool


@dataclass(frozen=True)
class Difference:
    """A file that one of the two templates renders otherwise, or alone."""

    path: str
    before: File | None
    after: File | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "mode" if self.before.text == self.after.text else "changed"

    def __str__(self) -> str:
        if self.kind == "mode":
            return ""
        before, after = (
            file.text.splitlines(keepends=True) if file else []
            for file in (self.before, self.after)
        )
        lines = difflib.unified_diff(before, after, self.path, self.path)
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at the end\n"
            for line in lines
        )


@dataclass(frozen=True)
class Job:
    combination: Combination
    data: dict[str, object]
    before: Path
    after: Path


def git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout


def copy_commit(ref: str, folder: Path) -> None:
    found = git("log", "-1", "--format=%H", f"--grep=^release: {re.escape(ref)}$")
    try:
        archive = git("archive", found.decode().strip() or ref, *TEMPLATE_PATHS)
    except subprocess.CalledProcessError as error:  # git said why
        raise SystemExit(error.returncode) from None
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="tar")


def render(template: Path, data: dict[str, object]) -> dict[str, File]:
    with tempfile.TemporaryDirectory(prefix="same-output-") as name:
        folder = Path(name)
        run_copy(str(template), folder, data=data, defaults=True, quiet=True)
        return {
            path.relative_to(folder).as_posix(): File(
                read(path), bool(path.stat().st_mode & 0o100)
            )
            for path in folder.rglob("*")
            if path.is_file()
        }


def read(path: Path) -> str:
    """Read a file, but for the lines that say where it was rendered from."""
    text = path.read_bytes().decode("utf-8")
    if path.name != ANSWERS_FILE:
        return text
    return "".join(
        line for line in text.splitlines(keepends=True) if not line.startswith(PLACES)
    )


def compare(job: Job) -> list[Difference]:
    after = render(job.after, job.data)
    try:
        before = render(job.before, job.data)
    except (CopierError, ValueError):  # a choice that it does not offer
        before = {}
    return [
        Difference(path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def compare_all(jobs: list[Job], folder: Path) -> Iterator[list[Difference]]:
    def new_folder() -> Path:
        return Path(tempfile.mkdtemp(dir=folder))

    settings = folder / "settings.yml"
    settings.write_text("{}\n")
    with ExitStack() as stack:
        # The workers are forks, and take these along.
        stack.enter_context(patched(new_folder))
        stack.enter_context(patch("copier._main.is_git_available", lambda: False))
        stack.enter_context(
            patch.dict("os.environ", {"COPIER_SETTINGS_PATH": str(settings)})
        )
        with ProcessPoolExecutor() as pool:
            yield from pool.map(compare, jobs, chunksize=4)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/same-output",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("ref", help="the commit to compare with")
    parser.add_argument("names", nargs="*", help="a part of the services' names")
    parser.add_argument("--quick", action="store_true", help="compare a few services")
    parser.add_argument("--diff", action="store_true", help="show the differences")
    options = parser.parse_args()
    few = subset(rendered(), folders)
    chosen = [
        combination
        for combination in (few if options.quick else rendered())
        if not options.names or any(name in str(combination) for name in options.names)
    ]
    if not chosen:
        parser.error("no service has such a name")

    services: defaultdict[Difference, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="same-output-") as name:
        folder = Path(name)
        before, after = folder / "before", folder / "after"
        copy_commit(options.ref, before)
        copy_checkout(after, *TEMPLATE_PATHS)
        older = Questionnaire(
            yaml.safe_load((before / "copier.yml").read_text("utf-8"))
        )
        compared = dict.fromkeys(one.as_asked_by(older) for one in chosen)
        jobs = [
            Job(one, one.data | (AUTHOR if number % 2 else {}), before, after)
            for number, one in enumerate(compared)
        ]
        for job, differences in zip(jobs, compare_all(jobs, folder), strict=True):
            for difference in differences:
                services[difference].append(str(job.combination))

    if options.diff:
        for difference, names in services.items():
            print(f"{difference.kind} in {len(names)}, such as {names[0]}")
            print(difference)
    files: defaultdict[tuple[str, str], int] = defaultdict(int)
    for difference, names in services.items():
        files[difference.path, difference.kind] += len(names)
    for (path, kind), count in sorted(files.items()):
        print(f"{kind:8}{path}  in {count}")
    print(f"{len(files)} files differ in {len(jobs)} services.", file=sys.stderr)
    sys.exit(bool(files))


if __name__ == "__main__":
    main()

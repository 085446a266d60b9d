"""What the benchmarks share: commands in a quiet environment, figures in a table."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
UV = ROOT / "scripts" / "uv"
COPIER = (sys.executable, "-m", "copier")
# The tag of what is measured.
NEWEST = "v9999"
# They would make Python compile at every start, or uv look at this repository.
DISTURBING = ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "UV_PROJECT")

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Options:
    runs: int
    framework: str
    orm: str
    database_url: str  # for what is served; empty for a new SQLite file


@dataclass(frozen=True)
class Figure:
    """What was measured in each run, and what is aimed at for the median."""

    what: str
    values: Sequence[float]
    unit: str = ""
    aim: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        low, high = min(self.values), max(self.values)
        spread = f"{show(low)} - {show(high)}"
        return (self.what, show(median(self.values)), spread, self.unit, self.aim)


def show(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def table(figures: Iterable[Figure]) -> str:
    rows = [("", "median", "spread", "unit", "aim"), *(f.row for f in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in DISTURBING}
    return kept | more


def run(command: Command, folder: Path, env: dict[str, str] | None = None) -> str:
    """Run it, and give back what it said.

    Raises:
        SystemExit: It failed; a figure of a failure would mean nothing.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=env or environment(),
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\n{' '.join(map(str, command))} failed.")
    return done.stdout


class Time(NamedTuple):
    """How long a command took, and for how long it and its own commands had a core."""

    clock: float
    work: float


def timed(command: Command, folder: Path) -> Time:
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    run(command, folder)
    clock, after = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Time(clock, work)


def seconds(command: Command, folder: Path) -> float:
    return timed(command, folder).clock


def tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def commit(folder: Path) -> Path:
    """Make a template of a folder: Copier takes the newest tag of a repository."""
    author = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@localhost")
    run(("git", "init", "--quiet"), folder)
    run(("git", "add", "--all"), folder)
    run(("git", *author, "commit", "--quiet", "--message", "template"), folder)
    run(("git", "tag", NEWEST), folder)
    return folder


def clone_template(folder: Path) -> Path:
    """The template as it is committed here."""
    clone = folder / "template"
    run(("git", "clone", "--quiet", ROOT, clone), folder)
    run(("git", "tag", NEWEST), clone)
    return clone


def copy(template: Path, service: Path, **answers: str) -> Command:
    data = [f"--data={name}={value}" for name, value in answers.items()]
    return (*COPIER, "copy", "--quiet", "--defaults", *data, template, service)


def make_service(folder: Path, **answers: str) -> Path:
    """Render the template and install the service."""
    service = folder / "service"
    run(copy(clone_template(folder), service, **answers), folder)
    run((UV, "sync", "--quiet"), service)
    return service

"""`copier copy` of the template, of as many plain files, and of a single file.

The single file is the floor: what it costs is Copier's start. The plain files are those
of the service, without a layer or a tag. What they cost above the floor is Copier's
work for a file; what the template costs above them comes from its choices.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import (
    Figure,
    Options,
    Time,
    clone_template,
    commit,
    copy,
    run,
    tell,
    timed,
)

QUESTION = "name: {type: str, default: World}\n"


def measure(folder: Path, options: Options) -> list[Figure]:
    template = clone_template(folder)
    answers = {"framework": options.framework, "orm": options.orm}
    plain = plain_files(folder, template, **answers)
    files = sum(path.is_file() for path in (plain / "template").rglob("*"))
    commands = {
        "one file": copy(commit(one_file(folder)), folder / "service"),
        f"{files} plain files": copy(commit(plain), folder / "service"),
        "the template": copy(template, folder / "service", **answers),
    }
    rounds: list[list[Time]] = []
    for number in range(options.runs + 1):
        tell(f"generate {number}/{options.runs}")
        times = []
        for command in commands.values():
            times.append(timed(command, folder))
            shutil.rmtree(folder / "service")
        rounds.append(times)
    del rounds[0]  # it warmed up
    floor, as_plain, full = zip(*rounds, strict=True)

    def a_file(what: str, taken: Sequence[Time], aim: str = "") -> Iterator[Figure]:
        above = [
            Time(
                1000 * (time.clock - least.clock) / files,
                1000 * (time.work - least.work) / files,
            )
            for time, least in zip(taken, floor, strict=True)
        ]
        yield Figure(f"generate: {what}", [time.clock for time in above], "ms", aim)
        yield Figure(f"generate: {what} by work", [time.work for time in above], "ms")

    return [
        *(
            Figure(f"generate: {what}", [time.clock for time in taken], "s")
            for what, taken in zip(commands, (floor, as_plain, full), strict=True)
        ),
        Figure("generate: ratio to one file", ratios(full, floor), aim="<= 1.6"),
        Figure("generate: ratio to plain files", ratios(full, as_plain)),
        *a_file("each plain file, above one file", as_plain),
        *a_file("each file of the template, above one file", full, aim="<= 6"),
    ]


def ratios(taken: Sequence[Time], least: Sequence[Time]) -> list[float]:
    return [one.clock / other.clock for one, other in zip(taken, least, strict=True)]


def one_file(folder: Path) -> Path:
    """Write the smallest template that Copier takes."""
    template = folder / "one-file"
    template.mkdir()
    (template / "copier.yml").write_text(QUESTION)
    (template / "README.md.jinja").write_text("Hello, {{ name }}!\n")
    return template


def plain_files(folder: Path, template: Path, **answers: str) -> Path:
    """Make a template of a service's files as they are."""
    plain = folder / "plain-files"
    run(copy(template, plain / "template", **answers), folder)
    (plain / "copier.yml").write_text(f"_subdirectory: template\n{QUESTION}")
    return plain

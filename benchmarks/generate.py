"""`copier copy` of the template, against that of a template with one file."""

import shutil
from pathlib import Path

from benchmarks.measure import (
    Figure,
    Options,
    clone_template,
    commit,
    copy,
    seconds,
    tell,
)


def measure(folder: Path, options: Options) -> list[Figure]:
    floor, template = commit(one_file(folder)), clone_template(folder)
    rounds = []
    for number in range(options.runs + 1):
        tell(f"generate {number}/{options.runs}")
        least = time_copy(floor, folder)
        rounds.append(
            (
                least,
                time_copy(
                    template, folder, framework=options.framework, orm=options.orm
                ),
            )
        )
    del rounds[0]  # it warmed up
    return [
        Figure("generate: one file", [one for one, _ in rounds], "s"),
        Figure("generate: the template", [all_ for _, all_ in rounds], "s"),
        Figure("generate: ratio", [all_ / one for one, all_ in rounds], aim="<= 1.6"),
    ]


def one_file(folder: Path) -> Path:
    """The least that Copier can be given; what it costs is Copier's own start."""
    template = folder / "one-file"
    template.mkdir()
    (template / "copier.yml").write_text("name: {type: str, default: World}\n")
    (template / "README.md.jinja").write_text("Hello, {{ name }}!\n")
    return template


def time_copy(template: Path, folder: Path, **answers: str) -> float:
    service = folder / "service"
    elapsed = seconds(copy(template, service, **answers), folder)
    shutil.rmtree(service)
    return elapsed

"""`copier update` of a service, against that of one file that is as it was."""

import shutil
from pathlib import Path

from benchmarks.generate import one_file
from benchmarks.measure import (
    COPIER,
    NEWEST,
    Figure,
    Options,
    clone_template,
    commit,
    copy,
    run,
    seconds,
    tell,
)
from tests.update.releases import releases

# By which Copier knows what it updates.
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"


def measure(folder: Path, options: Options) -> list[Figure]:
    answers = {"framework": options.framework, "orm": options.orm}
    template = clone_template(folder)
    release = releases()[-1]
    # A clone without tags knows it by its commit alone; Copier looks for a tag.
    run(("git", "tag", "--force", release.version, release.commit), template)
    floor = one_file(folder)
    (floor / "{{ _copier_conf.answers_file }}.jinja").write_text(ANSWERS)
    commit(floor)
    services = {
        "one file, nothing to do": make(floor, folder, NEWEST),
        "a service, nothing to do": make(template, folder, NEWEST, **answers),
        f"a service of {release}": make(template, folder, release.version, **answers),
    }
    rounds: list[list[float]] = []
    for number in range(options.runs + 1):
        tell(f"update {number}/{options.runs}")
        rounds.append([time_update(service) for service in services.values()])
    del rounds[0]  # it warmed up
    columns = list(zip(*rounds, strict=True))
    return [
        *(
            Figure(f"update: {what}", column, "s")
            for what, column in zip(services, columns, strict=True)
        ),
        Figure(
            "update: ratio",
            [full / least for least, _, full in rounds],
            aim="<= 4",
        ),
    ]


def make(template: Path, folder: Path, version: str, **answers: str) -> Path:
    """A service of a version, as an owner has it: under git."""
    service = folder / f"{template.name}-{version}"
    run((*copy(template, service, **answers), f"--vcs-ref={version}"), folder)
    return commit(service)


def time_update(service: Path) -> float:
    """The time of an update of a copy, so that the next one finds the same to do."""
    copied = service.with_name("updated")
    shutil.copytree(service, copied)
    elapsed = seconds((*COPIER, "update", "--quiet", "--defaults"), copied)
    shutil.rmtree(copied)
    return elapsed

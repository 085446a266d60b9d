"""From `copier copy` to a service whose tests have passed, with uv's cache filled."""

import shutil
from pathlib import Path

from benchmarks.measure import UV, Figure, Options, clone_template, copy, seconds, tell

# Those that a newcomer waits for; the others are printed, too.
WAITED_FOR = ("copy", "install", "tests")


def measure(folder: Path, options: Options) -> list[Figure]:
    template, service = clone_template(folder), folder / "service"
    commands = {
        "copy": (
            copy(template, service, framework=options.framework, orm=options.orm),
            folder,
        ),
        "install": ((UV, "sync", "--quiet"), service),
        "tests": ((UV, "run", "pytest"), service),
        "migrate": ((UV, "run", "poe", "migrate"), service),
        "tests with coverage": ((UV, "run", "poe", "test"), service),
    }
    rounds = []
    for number in range(options.runs + 1):
        tell(f"green {number}/{options.runs}")
        rounds.append({name: seconds(*step) for name, step in commands.items()})
        shutil.rmtree(service)
    del rounds[0]  # it filled uv's cache
    totals = [sum(times[name] for name in WAITED_FOR) for times in rounds]
    return [
        *(
            Figure(f"green: {name}", [t[name] for t in rounds], "s")
            for name in commands
        ),
        Figure(f"green: {' + '.join(WAITED_FOR)}", totals, "s", aim="< 10"),
    ]

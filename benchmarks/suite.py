"""The service's own tests, once everything is installed and compiled."""

import re
import time
from pathlib import Path

from benchmarks.measure import UV, Figure, Options, make_service, run, tell

COMMANDS = {
    "suite": (UV, "run", "pytest"),
    "suite with coverage": (UV, "run", "poe", "test"),
}

AIMS = {"fastapi": "< 10", "django": "< 15", "flask": "< 10"}


def measure(folder: Path, options: Options) -> list[Figure]:
    service = make_service(folder, framework=options.framework, orm=options.orm)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    speeds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(options.runs + 1):
        tell(f"suite {number}/{options.runs}")
        for name, command in COMMANDS.items():
            began = time.perf_counter()
            passed = re.search(r"(\d+) passed", run(command, service))
            elapsed = time.perf_counter() - began
            if passed and number:  # the first run warmed up
                times[name].append(elapsed)
                speeds[name].append(int(passed[1]) / elapsed)
    return [
        figure
        for name in COMMANDS
        for figure in (
            Figure(name, times[name], "s", aim=AIMS[options.framework]),
            Figure(name, speeds[name], "tests/s"),
        )
    ]

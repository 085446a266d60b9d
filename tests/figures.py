"""What a run reports at its end: what was proven, of how much, and what it cost."""

import re
import time
from collections import Counter, defaultdict

import pytest

from tests.tiers import Tier

PARAMETER = re.compile(r"^tests/(render/test_files|run/test_service)\.py::.*\[(.+?)\]")


# What a run takes of all that is offered.
SAMPLED = {
    Tier.QUICK: "The files of a few services, and the tests of one.",
    Tier.DEFAULT: "Each choice installed, pairs rendered; updates from one release.",
    Tier.FULL: "The core and pairs installed; updates from first and newest releases.",
    Tier.NIGHTLY: "Each three choices together; updates from all releases.",
}


class Figures:
    """Counts the combinations that were rendered, installed and proven."""

    def __init__(self, sampled: str) -> None:
        self.sampled = sampled
        self.began = time.monotonic()
        self.seen: dict[str, dict[str, set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            found = PARAMETER.match(report.nodeid)
            if found:
                self.seen[found[1]][found[2]].add(report.outcome)

    def count(self, module: str, outcome: str) -> int:
        """How many combinations have nothing but this outcome."""
        return sum(outcomes == {outcome} for outcomes in self.seen[module].values())

    def __str__(self) -> str:
        minutes, seconds = divmod(round(time.monotonic() - self.began), 60)
        installed = "run/test_service"
        skipped = self.count(installed, "skipped")
        return (
            f"{self.sampled}\n"
            f"{self.count('render/test_files', 'passed')} combinations rendered; "
            f"{len(self.seen[installed]) - skipped} installed, "
            f"{self.count(installed, 'passed')} of them passed; "
            f"{skipped} skipped; {minutes} min {seconds} s"
        )


class Steps:
    """Adds up the processor time of each step, in all workers."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.counts: Counter[str] = Counter()

    @property
    def seen(self) -> bool:
        return bool(self.seconds)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        rest = float(getattr(report, "cpu_seconds", 0))
        for name, seconds in getattr(report, "cpu_steps", ()):
            self.seconds[name] += seconds
            self.counts[name] += 1
            rest -= seconds
        found = re.match(r"tests/(\w+)/", report.nodeid)
        self.seconds[f"the rest of {found[1] if found else 'tests'}"] += rest

    def __str__(self) -> str:
        rows = [("CPU seconds", "times", "each", "step")]
        for name, seconds in sorted(self.seconds.items(), key=lambda item: -item[1]):
            count = self.counts[name]
            each = f"{seconds / count:.1f}" if count else ""
            rows.append((f"{seconds:.0f}", str(count or ""), each, name))
        return "\n".join(
            f"{cells[0]:>11} {cells[1]:>6} {cells[2]:>6}  {cells[3]}" for cells in rows
        )

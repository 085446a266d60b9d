"""What a run reports of its updates: which passed, and what became of edits."""

import re
from collections import Counter
from collections.abc import Callable
from statistics import median

import pytest

from tests.update.releases import releases

# The type of pytest's fixture record_property.
Record = Callable[[str, object], None]

# What tests record: the number of edits before the update, each file in conflict after
# it, and the seconds that an update of a fleet took.
EDITS, CONFLICT, SECONDS_OF_ONE = "edits", "conflict", "seconds"

# What each test proves of a service that is updated from a release.
COLUMNS = {
    "test_update_equals_a_fresh_copy": "equal",
    "test_next_update_changes_nothing": "idempotent",
    "test_update_loses_no_edit": "edits",
    "test_updated_service_works": "tests",
}
UPDATE = re.compile(r"::(test_\w+)\[(v[\d.]+)-([^\]]+?)(?:: .*)?\]$", re.DOTALL)


class Matrix:
    """Lists the updated services, and what was proven of each."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], dict[str, set[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = UPDATE.search(report.nodeid)
        column = COLUMNS.get(found[1]) if found else None
        if found and column and (report.when == "call" or report.outcome != "passed"):
            row = self.seen.setdefault((found[2], found[3]), {})
            row.setdefault(column, set()).add(report.outcome)

    def __str__(self) -> str:
        columns = list(COLUMNS.values())
        rows = [("update from", "service", *columns)]
        for (release, combination), row in sorted(self.seen.items()):
            cells = (self.cell(row.get(column, set())) for column in columns)
            rows.append((release, combination, *cells))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        table = [
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*table, self.sampled])

    @property
    def sampled(self) -> str:
        """Which releases were updated, and how many were not."""
        updated = dict.fromkeys(release for release, _ in sorted(self.seen))
        known = len(releases())
        return f"updated from {len(updated)} of {known} releases: {', '.join(updated)}"

    @staticmethod
    def cell(outcomes: set[str]) -> str:
        """Return the worst outcome, or nothing where no test ran."""
        worst = [each for each in ("failed", "skipped", "passed") if each in outcomes]
        return worst[0] if worst else ""


class Edits:
    """Counts updates that kept the owner's edits, were in conflict, or lost some."""

    def __init__(self) -> None:
        self.edits = 0
        self.outcomes: Counter[str] = Counter()
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        recorded = report.user_properties
        edits = [int(str(value)) for key, value in recorded if key == EDITS]
        if not edits or report.when != "call":
            return
        self.edits += sum(edits)
        files = [str(value) for key, value in recorded if key == CONFLICT]
        if report.outcome == "failed":
            outcome = "lost"
        else:
            outcome = "in conflict" if files else "kept"
        self.outcomes[outcome] += 1
        if outcome != "kept":
            parameters = report.nodeid.partition("[")[2].removesuffix("]")
            self.lines.append(f"  {outcome}: {parameters}: {', '.join(files)}")

    @property
    def seen(self) -> int:
        return self.outcomes.total()

    def __str__(self) -> str:
        counts = ", ".join(
            f"{self.outcomes[name]} {name}" for name in ("kept", "in conflict", "lost")
        )
        summary = f"{self.seen} services with {self.edits} edits updated: {counts}"
        return "\n".join([summary, *sorted(self.lines)])


class Fleet:
    """Measures how long the update of each service of a fleet took."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for key, value in report.user_properties:
            if key == SECONDS_OF_ONE and report.when == "call":
                self.seconds.append(float(str(value)))
                self.failed += report.outcome == "failed"

    @property
    def seen(self) -> int:
        return len(self.seconds)

    def __str__(self) -> str:
        return (
            f"{self.seen} services of a fleet updated, {self.failed} failed; "
            f"{median(self.seconds):.1f} seconds each "
            f"({min(self.seconds):.1f} to {max(self.seconds):.1f})"
        )

"""What a run reports of its updates: what was proven, and what became of edits."""

import re
from collections import Counter
from collections.abc import Callable
from statistics import median

import pytest

# The type of pytest's fixture record_property.
Record = Callable[[str, object], None]

# The tests that update services; what they record: how many edits were made before,
# and each file in conflict.
UPDATING = ("test_edits", "test_switches", "test_update")
EDITS, CONFLICT = "edits", "conflict"
# How long the update of one service of a fleet took.
SECONDS_OF_ONE = "seconds"

# What each test proves of an update from a release, of a combination.
COLUMNS = {
    "test_update_equals_a_fresh_copy": "equal",
    "test_next_update_changes_nothing": "idempotent",
    "test_update_loses_no_edit": "edits",
    "test_update_leaves_a_service_that_works": "tests",
}
UPDATE = re.compile(r"::(test_\w+)\[(v[\d.]+)-([^\]]+?)(?:: .*)?\]$", re.DOTALL)


class Matrix:
    """Tells of each release and combination whether its update was proven, and how."""

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
        rows = [("update from", "of", *columns)]
        for (release, combination), row in sorted(self.seen.items()):
            cells = (self.cell(row.get(column, set())) for column in columns)
            rows.append((release, combination, *cells))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            ).rstrip()
            for row in rows
        )

    @staticmethod
    def cell(outcomes: set[str]) -> str:
        """The worst that there was; nothing where it was not tried."""
        worst = [each for each in ("failed", "skipped", "passed") if each in outcomes]
        return worst[0] if worst else ""


class Edits:
    """Tells what became of owners' edits: kept, in conflict with the template, lost."""

    def __init__(self) -> None:
        self.updates = 0
        self.edits = 0
        self.outcomes: Counter[str] = Counter()
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = re.search(r"(test_\w+)\.py::(test_\w+)\[(.+)\]", report.nodeid)
        if not found or found[1] not in UPDATING or report.when != "call":
            return
        self.updates += 1
        recorded = report.user_properties
        edits = [value for key, value in recorded if key == EDITS]
        files = [str(value) for key, value in recorded if key == CONFLICT]
        if not edits:
            return
        self.edits += sum(map(int, map(str, edits)))
        if report.outcome == "failed":
            outcome = "lost"
        else:
            outcome = "in conflict" if files else "kept"
        self.outcomes[outcome] += 1
        if outcome != "kept":
            self.lines.append(f"  {outcome}: {found[3]}: {', '.join(files)}")

    @property
    def seen(self) -> int:
        return self.outcomes.total()

    def __str__(self) -> str:
        counts = ", ".join(
            f"{self.outcomes[name]} {name}" for name in ("kept", "in conflict", "lost")
        )
        told = (
            f"{self.updates} updates, {self.seen} of them of services with edits, "
            f"{self.edits} in all: {counts}"
        )
        return "\n".join([told, *sorted(self.lines)])


class Fleet:
    """Tells how long it takes to update each of many services, and how many failed."""

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

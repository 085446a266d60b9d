"""What a run shows meanwhile: what it does, how far it is, the time that is left."""

import re
import shutil
import time
from collections import defaultdict
from pathlib import PurePosixPath
from statistics import mean

import pytest

# What a test takes in seconds, by its room, until some of it have been seen.
SECONDS = {"run": 8.0, "docs": 4.0, "update": 3.0, "scripts": 1.0}
SECONDS_ELSEWHERE = 0.1
# Where lines can't be overwritten, one is written at this interval.
INTERVAL = 15.0
KEY = "trellis/seconds"


def kind(test: str) -> str:
    """The test without its parameters."""
    return test.partition("[")[0]


def title(test: str) -> str:
    """The parameters of a test and what it says of them, as a person reads it."""
    path, _, name = test.partition("::")
    function, _, parameters = name.partition("[")
    words = function.removeprefix("test_").replace("_", " ")
    return f"{parameters.removesuffix(']') or PurePosixPath(path).parent.name}: {words}"


class Progress:
    """Stands in for the dots of pytest, in the process that prints."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.waiting: dict[str, None] = {}
        self.total = 0
        self.running: dict[str, float] = {}
        self.seen: dict[str, list[float]] = defaultdict(list)
        self.cache = getattr(config, "cache", None)  # a plugin that may be left out
        self.known: dict[str, float] = self.cache.get(KEY, {}) if self.cache else {}
        self.written = time.monotonic()
        workers = config.getoption("numprocesses", None)
        self.workers = workers if isinstance(workers, int) and workers else 1

    def begin(self, tests: list[str]) -> None:
        if not self.total:
            self.waiting = dict.fromkeys(tests)
            self.total = len(self.waiting)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.items:
            self.begin([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.begin(ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.running[nodeid] = time.monotonic()
        self.show()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        took = time.monotonic() - self.running.pop(nodeid, time.monotonic())
        self.seen[kind(nodeid)].append(took)
        self.waiting.pop(nodeid, None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.write(f"FAILED {report.nodeid}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, str] | None:
        """Count it as pytest does, without a dot."""
        if report.when == "call":
            return report.outcome, "", "" if report.passed else report.outcome.upper()
        if report.failed:
            return "error", "", "ERROR"
        return ("skipped", "", "SKIPPED") if report.skipped else None

    def left(self) -> float:
        """The seconds until all that waits has run."""
        return sum(map(self.expected, self.waiting)) / self.workers

    def expected(self, test: str) -> float:
        seen = self.seen.get(kind(test))
        if seen:
            return mean(seen)
        room = re.search(r"tests/(\w+)/", test)
        usual = SECONDS.get(room[1], SECONDS_ELSEWHERE) if room else SECONDS_ELSEWHERE
        return self.known.get(kind(test), usual)

    def show(self) -> None:
        now = time.monotonic()
        if self.is_terminal or now - self.written >= INTERVAL:
            done = self.total - len(self.waiting)
            minutes, seconds = divmod(round(self.left()), 60)
            titles = " | ".join(map(title, self.running))
            self.write(f"{done}/{self.total}, {minutes}:{seconds:02} left | {titles}")
            self.written = now

    @property
    def reporter(self) -> pytest.TerminalReporter:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        assert isinstance(reporter, pytest.TerminalReporter)
        return reporter

    @property
    def is_terminal(self) -> bool:
        return bool(self.reporter.isatty())

    def write(self, line: str) -> None:
        if self.is_terminal:
            width = shutil.get_terminal_size().columns - 1
            self.reporter.rewrite(line[:width], erase=True)
            if line.startswith("FAILED"):  # which stays
                self.reporter.write("\n")
        else:
            self.reporter.ensure_newline()
            self.reporter.write_line(line)
        self.reporter.flush()

    def pytest_sessionfinish(self) -> None:
        if self.cache and self.seen:
            means = {name: mean(seconds) for name, seconds in self.seen.items()}
            self.cache.set(KEY, {**self.known, **means})

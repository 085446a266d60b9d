"""Where a run's processor time goes, by step."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

# The steps of the running test that have ended, with the CPU seconds of each.
ended: list[tuple[str, float]] = []


def cpu_seconds() -> float:
    """What this process has used, and the processes that it started and that ended."""
    return sum(os.times()[:4])


@contextmanager
def step(name: str) -> Iterator[None]:
    """Count what happens inside as one step; steps don't contain one another."""
    begin = cpu_seconds()
    try:
        yield
    finally:
        ended.append((name, cpu_seconds() - begin))


class Recorder:
    """Writes on each report what its phase has used, in all and by step."""

    def __init__(self) -> None:
        self.last = cpu_seconds()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        now = cpu_seconds()
        vars(report).update(cpu_seconds=now - self.last, cpu_steps=list(ended))
        self.last = now
        ended.clear()
        return report

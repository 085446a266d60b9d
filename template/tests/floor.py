"""A pytest plugin that applies the coverage floor to each feature, with `--cov`."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from coverage import Coverage

from app.config import ROOT

PROBLEMS = pytest.StashKey[list[str]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    is_worker = hasattr(config, "workerinput")  # of pytest-xdist
    if is_worker or not config.getoption("cov_source", default=None):
        return
    config.stash[PROBLEMS] = list(find_problems(ROOT / "app"))
    if config.stash[PROBLEMS] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)  # below the report of pytest-cov
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for problem in config.stash.get(PROBLEMS, []):
        terminalreporter.write_line(problem, red=True, bold=True)


def find_problems(app: Path) -> Iterator[str]:
    coverage = Coverage()
    coverage.load()
    floor = coverage.get_option("report:fail_under")
    assert isinstance(floor, int | float)
    for service in sorted(app.glob("*/service.py")):
        feature = service.parent
        percent = coverage.report(include=[f"{feature}/*"], file=StringIO())
        if percent < floor:
            yield (
                f"{feature.relative_to(app.parent)} is covered to {percent:.0f} %, "
                f"which is less than {floor:g} %. Add tests of this feature."
            )

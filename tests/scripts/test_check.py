"""`scripts/check`: it runs each check, and fails if one fails."""

import pytest

from tests.questionnaire import ROOT
from tests.scripts.commands import run

CHECK = ROOT / "scripts/check"

TOOLS = (
    *("lock --check", "ruff format", "ruff check", "mypy"),
    *("unasync.py", "shellcheck", "actionlint", "zizmor"),
)

pytestmark = pytest.mark.usefixtures("fake_uv")


def commands(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("fake uv: ")]


def test_check_passes_where_each_check_passes() -> None:
    done = run(CHECK)

    assert done.returncode == 0, done.stderr
    for tool in TOOLS:
        assert [line for line in commands(done.stdout) if tool in line]


@pytest.mark.parametrize("tool", TOOLS)
def test_check_reports_every_fault(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    all_passed = run(CHECK)
    monkeypatch.setenv("FAKE_UV_FAILS", tool)

    done = run(CHECK)

    assert done.returncode == 1
    assert commands(done.stdout) == commands(all_passed.stdout)

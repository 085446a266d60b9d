"""`scripts/test`: the options of pytest, and the servers that the tests use."""

from pathlib import Path

import pytest

from tests.scripts.commands import run

pytestmark = pytest.mark.usefixtures("fake_uv")


def test_options_are_passed_to_pytest(scripts: Path) -> None:
    done = run(scripts / "test", "--quick", "-k", "two words")

    assert done.returncode == 0, done.stderr
    command = done.stdout.splitlines()[0]
    assert command.startswith("fake uv: run --locked pytest ")
    assert command.endswith(" --quick -k two words")


def test_failure_of_the_tests_is_that_of_the_script(
    scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_UV_FAILS", "pytest")

    assert run(scripts / "test").returncode == 1


@pytest.mark.parametrize(
    ("given", "used"),
    [("", "postgresql://started"), ("postgresql://given", "postgresql://given")],
)
def test_started_servers_are_used_unless_the_environment_names_one(
    given: str, used: str, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRESQL_URL", given)
    monkeypatch.delenv("MYSQL_URL", raising=False)
    (scripts.parent / ".services").mkdir()

    done = run(scripts / "test")

    assert done.stdout.splitlines()[-1] == f"POSTGRESQL_URL={used}"

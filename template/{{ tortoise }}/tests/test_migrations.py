"""Migrations match the models, and can be applied and reverted."""

import asyncio

import pytest
from tortoise.cli.cli import run_cli_async

from migrations._changes import explain, find_changes, find_refusals
from tests.isolation import CONFIG

pytestmark = pytest.mark.usefixtures("migrated")


def tortoise(*arguments: str) -> None:
    assert asyncio.run(run_cli_async([*CONFIG, *arguments])) == 0


def test_migrations_match_the_models() -> None:
    problems = explain(asyncio.run(find_changes()))

    assert not problems, "\n".join(problems)


def test_constraints_allow_every_member_of_an_enum() -> None:
    problems = asyncio.run(find_refusals())

    assert not problems, "\n".join(problems)


def test_migrations_go_down_and_up_again(capsys: pytest.CaptureFixture[str]) -> None:
    tortoise("downgrade", "models")
    tortoise("history")
    assert "no applied migrations" in capsys.readouterr().out
    tortoise("migrate")
    assert asyncio.run(find_changes()) is None


def test_migrations_are_printed_as_sql(capsys: pytest.CaptureFixture[str]) -> None:
    tortoise("sqlmigrate", "models", "0001")

    assert "CREATE TABLE" in capsys.readouterr().out

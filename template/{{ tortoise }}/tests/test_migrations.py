"""Migrations match the models, and can be applied and reverted."""

import asyncio

import pytest
from tortoise.cli.cli import run_cli_async
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from migrations import TORTOISE_ORM

pytestmark = pytest.mark.usefixtures("migrated")


def tortoise(*arguments: str) -> None:
    assert asyncio.run(run_cli_async([*arguments])) == 0


async def missing() -> list[str]:
    """Return the migrations that `tortoise makemigrations` would write."""
    async with TortoiseContext() as context:
        await context.init(TORTOISE_ORM, init_connections=False)
        assert context.apps is not None
        changes = await MigrationAutodetector(
            context.apps, TORTOISE_ORM["apps"]
        ).changes()
    return [change.as_string() for change in changes]


def test_models_have_no_change_without_a_migration() -> None:
    assert asyncio.run(missing()) == []


def test_migrations_go_down_and_up_again(capsys: pytest.CaptureFixture[str]) -> None:
    tortoise("downgrade", "models")
    tortoise("history")
    assert "no applied migrations" in capsys.readouterr().out
    tortoise("migrate")
    assert asyncio.run(missing()) == []


def test_migrations_are_printed_as_sql(capsys: pytest.CaptureFixture[str]) -> None:
    tortoise("sqlmigrate", "models", "0001")

    assert "CREATE TABLE" in capsys.readouterr().out

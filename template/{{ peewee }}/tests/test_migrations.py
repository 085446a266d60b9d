"""Migrations match the models, and can be applied and reverted."""

from collections.abc import Iterator

import pytest
from playhouse.migrations import Runner

import migrations
from app.config import ROOT
from migrations._changes import explain, find_changes, find_refusals


@pytest.fixture
def runner(migrated: None) -> Iterator[Runner]:
    with migrations.database.connection_context():
        yield Runner(migrations.database, ROOT / "migrations")
    migrations.database.close_all()


def test_migrations_match_the_models(runner: Runner) -> None:
    problems = explain(find_changes())

    assert not problems, "\n".join(problems)


def test_constraints_allow_every_member_of_an_enum() -> None:
    problems = list(find_refusals())

    assert not problems, "\n".join(problems)


def test_migrations_go_down_and_up_again(runner: Runner) -> None:
    first, *_ = runner.migrations()

    runner.down(first.name)
    assert find_changes().diff.create_tables
    runner.up()

    assert not find_changes()

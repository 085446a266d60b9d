"""The migrations: down as well as up, and in step with the models."""

from collections.abc import Iterator

import pytest
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

import migrations


@pytest.fixture
def runner(migrated: None) -> Iterator[Runner]:
    with migrations.database.connection_context():
        yield Runner(migrations.database)
    migrations.database.close_all()


def test_models_have_no_change_without_a_revision(runner: Runner) -> None:
    assert not diff_models(migrations.database, migrations.models)


def test_revisions_go_down_and_up_again(runner: Runner) -> None:
    first, *_ = runner.migrations()

    runner.down(first.name)
    assert diff_models(migrations.database, migrations.models).create_tables
    runner.up()

    assert not diff_models(migrations.database, migrations.models)

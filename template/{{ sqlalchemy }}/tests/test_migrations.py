"""The migrations: down as well as up, and in step with the models."""

import pytest
from alembic import command
from alembic.config import Config

from app.config import ROOT


@pytest.fixture
def config(migrated: None) -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


def test_models_have_no_change_without_a_revision(config: Config) -> None:
    command.check(config)


def test_revisions_go_down_and_up_again(config: Config) -> None:
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    command.check(config)


def test_revisions_are_printed_as_sql(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    command.upgrade(config, "head", sql=True)

    assert "CREATE TABLE users" in capsys.readouterr().out

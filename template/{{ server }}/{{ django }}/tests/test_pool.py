"""Connections that threads share."""

import gc
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections

from app.backend.base import DatabaseWrapper
from app.backend.pool import Pool
from app.turns import Turns


def test_thread_that_ends_without_closing_leaves_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Pool()
    pool.turns = Turns(1)
    monkeypatch.setattr(DatabaseWrapper, "shared", pool)
    monkeypatch.setattr(DatabaseWrapper, "open", Mock())

    connection.copy().get_new_connection({})
    gc.collect()

    connection.copy().get_new_connection({})


def test_database_of_another_backend_is_migrated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3"}
    monkeypatch.setitem(connections.settings, "other", other)
    usual = Mock()
    monkeypatch.setattr(migrate.Command, "handle", usual)

    call_command("migrate", database="other")

    usual.assert_called_once()
    del connections["other"]

"""Connections that threads share."""

import gc
from unittest.mock import Mock

import pytest
from django.db import connection

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

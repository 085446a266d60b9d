"""The SQLite database."""

import re
import sqlite3
from functools import lru_cache
from typing import Any

import dj_database_url
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from app.config import get_settings

# The collation of columns that distinguish case and accents: the default.
EXACT = None

WILDCARDS = {"%": ".*", "_": "."}


def configure(url: str) -> dict[str, Any]:
    """Build Django's DATABASES from a URL such as `sqlite:///./app.db`."""
    database = dj_database_url.parse(url, engine="app.backend", conn_max_age=600)
    return {
        "default": {
            **database,
            "OPTIONS": {
                # Lock at the first statement. A transaction that has read before it
                # writes could not wait for the lock.
                "transaction_mode": "IMMEDIATE",
                "timeout": get_settings().database_timeout_seconds,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }


@receiver(connection_created)
def ignore_case_of_all_letters(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Replace LIKE, which ignores the case of ASCII letters only."""
    database: sqlite3.Connection = connection.connection
    database.create_function("like", 2, like, deterministic=True)
    database.create_function("like", 3, like, deterministic=True)


def like(pattern: str, text: object, escape: str = "") -> bool | None:
    """Implement `text LIKE pattern ESCAPE escape`.

    https://www.sqlite.org/lang_corefunc.html#like
    """
    if text is None:
        return None
    return compiled(pattern, escape).fullmatch(str(text)) is not None


@lru_cache
def compiled(pattern: str, escape: str) -> re.Pattern[str]:
    expression = ""
    letters = iter(pattern)
    for letter in letters:
        if letter == escape:
            expression += re.escape(next(letters, ""))
        else:
            expression += WILDCARDS.get(letter) or re.escape(letter)
    return re.compile(expression, re.IGNORECASE | re.DOTALL)

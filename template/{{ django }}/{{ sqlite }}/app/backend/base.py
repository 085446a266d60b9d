"""The backend for SQLite."""

from functools import cached_property

from django.db.backends.sqlite3 import base
from django.db.utils import DatabaseErrorWrapper

from app.backend.outages import OutageWrapper


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> DatabaseErrorWrapper:
        return OutageWrapper(self)

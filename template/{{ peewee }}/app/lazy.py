"""A database from which a session takes nothing before its first statement."""

from collections.abc import Callable
from threading import local
from typing import Any

from peewee import Database


class LazyDatabase(Database):
    def __init__(self, *args: Any, **options: Any) -> None:
        self._awaited = local()
        super().__init__(*args, **options)

    def before_next_use(self, begin: Callable[[], object] | None) -> None:
        """Let the next statement, or the next transaction, of this thread begin so."""
        self._awaited.begin = begin

    def begin_awaited(self) -> None:
        begin = getattr(self._awaited, "begin", None)
        if begin is None:
            return
        self._awaited.begin = None
        try:
            begin()
        except BaseException:
            self._awaited.begin = begin
            raise

    def atomic(self, *args: Any, **options: Any) -> Any:
        self.begin_awaited()
        return super().atomic(*args, **options)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        self.begin_awaited()
        return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

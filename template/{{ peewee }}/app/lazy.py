"""A database whose sessions connect at their first statement."""

from collections.abc import Callable
from threading import local
from typing import Any

from peewee import Database

Begin = Callable[[], object]


class LazyDatabase(Database):
    """Begins the session of a thread before its first statement or transaction."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._awaited = local()
        super().__init__(*args, **options)

    def before_next_use(self, begin: Begin | None) -> Begin | None:
        """Call a function before this thread's next statement or transaction.

        Returns:
            The function that was set before.
        """
        former: Begin | None = getattr(self._awaited, "begin", None)
        self._awaited.begin = begin
        return former

    def begin_awaited(self) -> None:
        begin = self.before_next_use(None)
        if begin is None:
            return
        try:
            begin()
        except BaseException:
            self.before_next_use(begin)
            raise

    def atomic(self, *args: Any, **options: Any) -> Any:
        self.begin_awaited()
        return super().atomic(*args, **options)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        self.begin_awaited()
        return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]

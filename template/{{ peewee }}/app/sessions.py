"""The session of a request: one transaction, committed or rolled back as a whole."""

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from app.lazy import LazyDatabase


class Session:
    """A thread's transaction that begins with the first statement.

    Leaving the context commits it, and an exception rolls it back.
    """

    def __init__(self, database: LazyDatabase) -> None:
        self.database = database
        self.callbacks: list[Callable[[], object]] = []
        self._work = ExitStack()

    def begin(self) -> None:
        with ExitStack() as work:
            work.enter_context(self.database.connection_context())
            work.enter_context(self.database.atomic())
            self._work = work.pop_all()

    def commit(self) -> None:
        """Commit and return the connection; the next query begins a new transaction."""
        self._work.close()
        self.database.before_next_use(self.begin)
        callbacks, self.callbacks = self.callbacks, []
        for callback in callbacks:
            callback()

    def __enter__(self) -> Self:
        self._outer = self.database.before_next_use(self.begin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.commit()
            else:
                self._work.__exit__(kind, error, traceback)
        finally:
            self.database.before_next_use(self._outer)


def release(session: Session) -> None:
    """Commit and return the connection before waiting for anything but the database.

    The session stays usable and its objects stay readable, but other requests may
    change the rows meanwhile: lock and read a row again before you change it.
    """
    session.commit()


def on_commit(session: Session, function: Callable[[], object]) -> None:
    """Call a function after the commit, and never after a rollback."""
    session.callbacks.append(function)


def cause_of(error: Exception) -> BaseException:
    """Return the driver's error that Peewee's wraps."""
    return error.__context__ or error

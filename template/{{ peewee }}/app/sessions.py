"""Sessions: what a request does with the database, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from peewee import Model

from app.lazy import LazyDatabase


class Session:
    """A transaction of one thread, which begins with the first statement.

    It is committed in the end, and rolled back by whatever raises.
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
        """End the transaction, and give its connection back; a query begins another."""
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


@contextmanager
def session_on(
    database: LazyDatabase, models: Sequence[type[Model]]
) -> Iterator[Session]:
    """Work on the database: committed in the end, rolled back by whatever raises.

    In this thread, the models are bound to the database meanwhile.
    """
    bound = database.bind_ctx(models, bind_refs=False, bind_backrefs=False)
    with bound, Session(database) as session:
        yield session


def release(session: Session) -> None:
    """Give the connection back before waiting for anything outside the database.

    What was done so far is committed. The session can be used again, and its objects
    stay readable, but may be out of date: read again, locked, what you are to change.
    """
    session.commit()


def on_commit(session: Session, function: Callable[[], object]) -> None:
    """Call the function once the session is committed; never after a rollback."""
    session.callbacks.append(function)


def cause_of(error: Exception) -> BaseException:
    """The driver's error, which Peewee hides in its own."""
    return error.__context__ or error

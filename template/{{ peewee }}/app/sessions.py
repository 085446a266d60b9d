"""Sessions: what a request does with the database, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from peewee import Database, Model


class Session:
    """One transaction, on a connection that its thread has for as long as it lasts."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], object]] = []


@contextmanager
def session_on(database: Database, models: Sequence[type[Model]]) -> Iterator[Session]:
    """Work on the database: committed in the end, rolled back by whatever raises.

    In this thread, the models are bound to the database meanwhile.
    """
    session = Session()
    bound = database.bind_ctx(models, bind_refs=False, bind_backrefs=False)
    with database.connection_context(), bound:
        with database.atomic():
            yield session
        for callback in session.callbacks:
            callback()


def on_commit(session: Session, function: Callable[[], object]) -> None:
    """Call the function once the session is committed."""
    session.callbacks.append(function)

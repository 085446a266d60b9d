"""What is called once a session is committed, and forgotten where it is rolled back."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

# Each with the savepoint that it was asked for in, if any.
Callbacks = list[tuple[SessionTransaction | None, Callable[[], object]]]


def of(session: Session) -> Callbacks:
    callbacks: Callbacks = session.info.setdefault("callbacks", [])
    return callbacks


def listen_to(sessions: sessionmaker[Any]) -> None:
    event.listen(sessions, "after_commit", call)
    event.listen(sessions, "after_soft_rollback", forget)


def call(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint is released, no more
        return
    callbacks, of(session)[:] = list(of(session)), []
    for _, callback in callbacks:
        callback()


def forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        of(session).clear()
    elif ended.nested:
        of(session)[:] = [
            (savepoint, callback)
            for savepoint, callback in of(session)
            if not is_within(savepoint, ended)
        ]


def is_within(
    transaction: SessionTransaction | None, outer: SessionTransaction
) -> bool:
    while transaction is not None and transaction is not outer:
        transaction = transaction.parent
    return transaction is outer

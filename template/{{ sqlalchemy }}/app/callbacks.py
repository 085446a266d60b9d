"""Callbacks that run after a session's commit, and are dropped by a rollback."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

# Each with the savepoint in which it was registered, if any.
Callbacks = list[tuple[SessionTransaction | None, Callable[[], object]]]


def of(session: Session) -> Callbacks:
    callbacks: Callbacks = session.info.setdefault("callbacks", [])
    return callbacks


def register(sessions: sessionmaker[Any]) -> None:
    event.listen(sessions, "after_commit", run)
    event.listen(sessions, "after_soft_rollback", discard)


def run(session: Session) -> None:
    if session.in_nested_transaction():  # the commit only releases a savepoint
        return
    callbacks, of(session)[:] = list(of(session)), []
    for _, callback in callbacks:
        callback()


def discard(session: Session, ended: SessionTransaction) -> None:
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

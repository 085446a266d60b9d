"""The session of a request: one transaction, committed or rolled back as a whole."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from app.after_commit import Callback


class AsyncSession:
    """A Tortoise transaction that begins with the first query.

    Leaving the context commits it, and an exception rolls it back.
    """

    def __init__(self) -> None:
        self.callbacks: list[Callback] = []
        self.committed: list[Callback] = []
        self._transaction: TransactionalDBClient | None = None
        self._work = AsyncExitStack()

    async def connection(self) -> TransactionalDBClient:
        """Return the transaction for `using_db`; begin it if necessary."""
        if self._transaction is None:
            self._transaction = await self._work.enter_async_context(in_transaction())
        return self._transaction

    async def commit(self) -> None:
        """Commit and return the connection; the next query begins a new transaction."""
        self._transaction = None
        await self._work.aclose()
        self.committed += self.callbacks
        self.callbacks.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            await self.commit()
        else:
            await self._work.__aexit__(kind, error, traceback)


async def release(session: AsyncSession) -> None:
    """Commit and return the connection before waiting for anything but the database.

    The session stays usable and its objects stay readable, but other requests may
    change the rows meanwhile: lock and read a row again before you change it.
    """
    await session.commit()


def on_commit(session: AsyncSession, callback: Callback) -> None:
    """Call `await callback(app)` after the commit, and never after a rollback."""
    session.callbacks.append(callback)


def committed(session: AsyncSession) -> list[Callback]:
    """Return the callbacks whose transaction is committed."""
    return session.committed


def cause_of(error: Exception) -> BaseException:
    """Return the driver's error that most of Tortoise's errors wrap."""
    return (isinstance(error, OperationalError) and error.__context__) or error

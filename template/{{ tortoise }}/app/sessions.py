"""Sessions: what a request does with the database, all of it or nothing."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction


class Session:
    """A transaction of Tortoise, which begins with the first query.

    It is committed in the end, and rolled back by whatever raises.
    """

    def __init__(self) -> None:
        self._transaction: TransactionalDBClient | None = None
        self._work = AsyncExitStack()

    async def connection(self) -> TransactionalDBClient:
        """What queries are `using_db`: the transaction, begun if there is none."""
        if self._transaction is None:
            self._transaction = await self._work.enter_async_context(in_transaction())
        return self._transaction

    async def commit(self) -> None:
        """End the transaction, and give its connection back; a query begins another."""
        self._transaction = None
        await self._work.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._work.__aexit__(kind, error, traceback)


AsyncSession = Session


async def release(session: Session) -> None:
    """Give the connection back before waiting for anything outside the database.

    What was done so far is committed. The session can be used again, and its objects
    stay readable, but may be out of date: read again, locked, what you are to change.
    """
    await session.commit()


def cause_of(error: Exception) -> BaseException:
    """The driver's error, which Tortoise hides in most of its own."""
    return (isinstance(error, OperationalError) and error.__context__) or error

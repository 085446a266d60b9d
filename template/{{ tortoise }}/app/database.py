"""Database connections of the application, and the session of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from tortoise.context import TortoiseContext

from app import after_commit, timeouts
from app.conflicts import is_conflict
from app.engine import connection
from app.errors import ConflictError
from app.models import configure
from app.outages import unavailable
from app.sessions import AsyncSession, cause_of, committed


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[None]:
    """Provide the application's own connections, opened when first used."""
    async with TortoiseContext() as context:
        await context.init(configure(connection(app.state.settings)))
        app.state.tortoise = context
        yield


async def ping(app: FastAPI) -> None:
    """Check that the database answers.

    Raises:
        Exception: The driver's error if it doesn't.
    """
    await app.state.tortoise.db().execute_query("SELECT 1")


@asynccontextmanager
async def unit_of_work(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """Open a session, commit it on success and roll it back on an exception.

    Raises:
        ConflictError: The change conflicts with stored rows or with another request.
        UnavailableError: The database is unavailable.
    """
    # Only one task at a time can enter a context, so each request enters a shallow
    # copy, which shares the connections.
    # https://github.com/tortoise/tortoise-orm/issues/2186
    with copy(app.state.tortoise):
        session = AsyncSession()
        try:
            async with session:
                yield session
        except Exception as error:
            cause = cause_of(error)
            if is_conflict(cause):
                raise ConflictError from error
            if timeouts.is_outage(cause):
                raise unavailable(cause) from error
            raise
        finally:
            await after_commit.run(app, committed(session))


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with unit_of_work(request.app) as session:
        yield session


# scope="function" commits before the response is sent, so that a failed commit is
# answered with an error. The default scope would commit afterwards.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]

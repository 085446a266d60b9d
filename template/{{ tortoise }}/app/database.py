"""The database: its connections' life, and the session of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from tortoise.context import TortoiseContext

from app import timeouts
from app.conflicts import is_conflict
from app.engine import connection
from app.errors import ConflictError
from app.models import configure
from app.outages import unavailable
from app.sessions import Session, cause_of


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[None]:
    """Give the application connections of its own, which open as they are needed."""
    async with TortoiseContext() as context:
        await context.init(configure(connection(app.state.settings)))
        app.state.tortoise = context
        yield


async def ping(app: FastAPI) -> None:
    """Ask the database for an answer.

    Raises:
        Exception: Whatever the driver raises when there is none.
    """
    await app.state.tortoise.db().execute_query("SELECT 1")


@asynccontextmanager
async def unit_of_work(app: FastAPI) -> AsyncIterator[Session]:
    """Commit what is done with the session, or roll it back when that raises.

    Raises:
        ConflictError: Rows or requests of others are in the way.
        UnavailableError: The database can't serve now.
    """
    # A context can be entered by one task at a time, hence the copy; what it holds,
    # the connections among it, is the same.
    # https://github.com/tortoise/tortoise-orm/issues/2186
    with copy(app.state.tortoise):
        try:
            async with Session() as session:
                yield session
        except Exception as error:
            cause = cause_of(error)
            if is_conflict(cause):
                raise ConflictError from error
            if timeouts.is_outage(cause):
                raise unavailable(cause) from error
            raise


async def get_session(request: Request) -> AsyncIterator[Session]:
    async with unit_of_work(request.app) as session:
        yield session


# scope="function": the commit runs before the response is sent, so that a commit
# that fails is answered with an error. In the default scope it would run after.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]

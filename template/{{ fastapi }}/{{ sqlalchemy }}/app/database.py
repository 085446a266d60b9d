"""The database: its connection's life, and the session of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.conflicts import is_conflict
from app.engine import create_engine
from app.errors import ConflictError
from app.sessions import Session, sessions_on


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[None]:
    """Give the application an engine and sessions, one of each in a process."""
    engine = create_engine(app.state.settings)
    app.state.engine = engine
    app.state.sessions = sessions_on(engine)
    try:
        yield
    finally:
        await engine.dispose()


async def ping(app: FastAPI) -> None:
    """Ask the database for an answer.

    Raises:
        Exception: Whatever the driver raises when there is none.
    """
    async with app.state.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


@asynccontextmanager
async def unit_of_work(app: FastAPI) -> AsyncIterator[Session]:
    """Commit what is done with the session, or roll it back when that raises.

    Raises:
        ConflictError: Rows or requests of others are in the way.
    """
    async with app.state.sessions() as session:
        try:
            yield session
            await session.commit()
        except DBAPIError as error:
            if is_conflict(error.driver_exception):
                raise ConflictError from error
            raise


async def get_session(request: Request) -> AsyncIterator[Session]:
    async with unit_of_work(request.app) as session:
        yield session


# scope="function": the commit runs before the response is sent, so that a commit
# that fails is answered with an error. In the default scope it would run after.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]

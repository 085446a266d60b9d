"""The database engine of the application, and the session of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import after_commit
from app.conflicts import is_conflict
from app.engine import create_engine
from app.errors import ConflictError
from app.sessions import AsyncSession, committed, create_session_factory


@asynccontextmanager
async def connected(app: FastAPI) -> AsyncIterator[None]:
    """Create the engine and session factory, and dispose of the engine at the end."""
    engine = create_engine(app.state.settings)
    app.state.engine = engine
    app.state.sessions = create_session_factory(engine)
    try:
        yield
    finally:
        await engine.dispose()


async def ping(app: FastAPI) -> None:
    """Check that the database answers.

    Raises:
        Exception: The driver's error if it does not.
    """
    async with app.state.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


@asynccontextmanager
async def unit_of_work(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """Open a session, and commit it at the end, or roll it back on an error.

    Raises:
        ConflictError: A constraint or a concurrent request prevents the change.
    """
    session: AsyncSession = app.state.sessions()
    try:
        async with session:
            yield session
            await session.commit()
    except DBAPIError as error:
        if is_conflict(error.driver_exception):
            raise ConflictError from error
        raise
    finally:
        await after_commit.run(app, committed(session))


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with unit_of_work(request.app) as session:
        yield session


# With scope="function" the commit runs before the response is sent, so that a failed
# commit results in an error response. By default it would run after.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]

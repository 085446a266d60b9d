"""Callbacks after a commit, with savepoints."""

from fastapi import FastAPI

from app.sessions import AsyncSession, committed, on_commit


async def first(_: FastAPI) -> None: ...


async def second(_: FastAPI) -> None: ...


async def third(_: FastAPI) -> None: ...


async def test_released_savepoint_commits_no_callback(session: AsyncSession) -> None:
    async with session.begin_nested():
        on_commit(session, first)
    assert committed(session) == []
    await session.rollback()
    await session.commit()

    assert committed(session) == []


async def test_rolled_back_savepoint_discards_its_callbacks(
    session: AsyncSession,
) -> None:
    on_commit(session, first)
    savepoint = await session.begin_nested()
    async with session.begin_nested():
        on_commit(session, second)
    await savepoint.rollback()
    on_commit(session, third)
    await session.commit()

    assert committed(session) == [first, third]

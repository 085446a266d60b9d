"""Factories that store rows for tests, through the services.

Fields that are given replace the defaults. Factories commit, so that the
code under test can roll back without losing the row.
"""

from typing import Any

from app.sessions import AsyncSession
from app.users import service as users
from app.users.models import Role, User
from app.users.schemas import UserCreate
from tests.api.accounts import registration


async def make_user(
    session: AsyncSession,
    *,
    role: Role = Role.USER,
    email_verified: bool = False,
    **fields: Any,
) -> User:
    user = await users.create(
        session,
        data=UserCreate.model_validate(registration(**fields)),
        role=role,
        email_verified=email_verified,
    )
    await session.commit()
    return user

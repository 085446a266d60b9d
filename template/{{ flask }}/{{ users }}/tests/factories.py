"""Factories that store rows for tests, through the services.

Fields that are given replace the defaults. Factories commit, so that the
code under test can roll back without losing the row.
"""

from typing import Any

from app.sessions import Session
from app.users import service as users
from app.users.models import Role, User
from app.users.schemas import UserCreate
from tests.api.accounts import registration


def make_user(
    session: Session,
    *,
    role: Role = Role.USER,
    email_verified: bool = False,
    **fields: Any,
) -> User:
    user = users.create(
        session,
        data=UserCreate.model_validate(registration(**fields)),
        role=role,
        email_verified=email_verified,
    )
    session.commit()
    return user

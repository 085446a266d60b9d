"""The business rules of users."""

import pytest

from app.errors import EmailTakenError, LastAdminError
from app.sessions import AsyncSession
from app.users import service
from app.users.events import user_deleted
from app.users.models import Role, User
from app.users.schemas import UserAdminUpdate, UserSelfUpdate
from tests.api.accounts import PASSWORD
from tests.events import recorded
from tests.factories import make_user


async def test_last_admin_cannot_be_deleted(session: AsyncSession) -> None:
    admin = await make_user(session, role=Role.ADMIN)

    with pytest.raises(LastAdminError):
        await service.delete(session, user=admin)


async def test_event_is_sent_of_a_deleted_user(
    session: AsyncSession, user: User
) -> None:
    with recorded(user_deleted) as deleted:
        await service.delete(session, user=user)

    assert deleted == [{"user": user}]


async def test_admin_can_be_demoted_if_there_is_another(session: AsyncSession) -> None:
    admin = await make_user(session, role=Role.ADMIN)
    await make_user(session, role=Role.ADMIN)

    await service.update_by_admin(
        session, user=admin, data=UserAdminUpdate(role=Role.USER)
    )

    assert (await service.get(session, user_id=admin.id, caller=admin)).role == "user"


async def test_address_of_another_user_is_taken(
    session: AsyncSession, user: User, other_user: User
) -> None:
    data = UserSelfUpdate(email=user.email, current_password=PASSWORD)

    with pytest.raises(EmailTakenError):
        await service.update_self(session, user=other_user, data=data)

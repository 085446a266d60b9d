"""The business rules of users."""

import pytest

from app.errors import EmailTakenError, LastAdminError
from app.sessions import Session
from app.users import service
from app.users.events import user_deleted
from app.users.models import Role, User
from app.users.schemas import UserAdminUpdate, UserSelfUpdate
from tests.api.accounts import PASSWORD
from tests.events import recorded
from tests.factories import make_user


def test_last_admin_cannot_be_deleted(session: Session) -> None:
    admin = make_user(session, role=Role.ADMIN)

    with pytest.raises(LastAdminError):
        service.delete(session, user=admin)


def test_event_is_sent_of_a_deleted_user(session: Session, user: User) -> None:
    with recorded(user_deleted) as deleted:
        service.delete(session, user=user)

    assert deleted == [{"user": user}]


def test_admin_can_be_demoted_if_there_is_another(session: Session) -> None:
    admin = make_user(session, role=Role.ADMIN)
    make_user(session, role=Role.ADMIN)

    service.update_by_admin(session, user=admin, data=UserAdminUpdate(role=Role.USER))

    assert service.get(session, user_id=admin.id, caller=admin).role == "user"


def test_address_of_another_user_is_taken(
    session: Session, user: User, other_user: User
) -> None:
    data = UserSelfUpdate(email=user.email, current_password=PASSWORD)

    with pytest.raises(EmailTakenError):
        service.update_self(session, user=other_user, data=data)

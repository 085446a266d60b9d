"""Users that other rows refer to."""

from collections.abc import Sequence

from app.errors import InvalidInputError
from app.sessions import Session
from app.users import queries
from app.users.models import User


def refer_to(session: Session, ids: Sequence[int], *, pointer: str) -> list[User]:
    """Read users, and keep others from deleting them until the commit.

    Args:
        pointer: Where the ids are in the body.

    Raises:
        InvalidInputError: One of them does not exist.
    """
    users = []
    for user_id in sorted(set(ids)):
        queries.lock_shared(session, user_id)
        user = queries.get(session, user_id)
        if user is None:
            raise InvalidInputError(pointer, "There is no such user.")
        users.append(user)
    return users

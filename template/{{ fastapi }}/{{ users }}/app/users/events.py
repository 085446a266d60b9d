"""Events of users."""

from app.events import Event
from app.sessions import AsyncSession
from app.users.models import User


@Event
async def user_deleted(session: AsyncSession, *, user: User) -> None:
    """A user was deleted, and with the user everything that the user owned."""

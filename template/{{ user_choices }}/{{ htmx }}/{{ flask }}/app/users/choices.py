"""Users to choose from in forms."""

from wtforms.fields import SelectChoice

from app.database import db
from app.form_fields import MAX_CHOICES
from app.users import queries
from app.users.authentication import optional_user
from app.users.models import Role
from app.users.schemas import UserFilters


def list_choices() -> list[SelectChoice] | None:
    """List the users for an administrator, unless there are too many.

    Others enter an ID, because they may not see all users.
    """
    caller = optional_user()
    if caller is None or caller.role is not Role.ADMIN:
        return None
    users, total = queries.list_page(db.session, UserFilters(limit=MAX_CHOICES))
    if total > MAX_CHOICES:
        return None
    return [SelectChoice(user.id, user.name) for user in users]

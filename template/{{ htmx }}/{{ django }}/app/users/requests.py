"""Types of requests, for views that only users reach."""

from app.users.models import User
from app.views import HtmxHttpRequest


class UserRequest(HtmxHttpRequest):
    """A request of a user who has logged in."""

    user: User

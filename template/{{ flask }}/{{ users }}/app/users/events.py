"""Events of users.

Receivers get the session, and run in its transaction. For effects outside the database,
they call `on_commit` of `app.sessions`.
"""

from blinker import Signal

# With `user`.
user_deleted = Signal("A user was deleted, with everything that the user owned.")

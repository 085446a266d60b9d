"""Events of posts.

Receivers get the session, and run in its transaction. For effects outside the database,
they call `on_commit` of `app.sessions`.
"""

from blinker import Signal

posts_changed = Signal("Posts were created, updated, published or deleted.")

# With `posts`, a list.
post_published = Signal("Posts were published that were drafts or didn't exist before.")

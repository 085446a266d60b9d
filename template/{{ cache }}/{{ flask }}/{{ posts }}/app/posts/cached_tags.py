"""The tags in the cache, which every change of posts invalidates."""

from typing import Any

from pydantic import TypeAdapter

from app.cache import cache
from app.cache.cached import Cached
from app.posts.events import posts_changed
from app.posts.schemas import TagList
from app.sessions import Session, on_commit
from app.users.events import user_deleted

TAGS = Cached("tags", TypeAdapter(TagList), seconds=60)


@posts_changed.connect
@user_deleted.connect
def on_change(session: Session, **arguments: Any) -> None:
    on_commit(session, lambda: TAGS.invalidate(cache.store))

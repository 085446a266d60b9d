"""Bulk inserts of posts."""

from collections.abc import Sequence

from app.posts.models import Post


def insert(posts: Sequence[Post]) -> None:
    """Insert new posts with one statement, and read back their ids.

    MySQL returns only the first id. The others follow in the order of the rows, and
    posts of the same author that another request adds have higher ids.
    https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html
    """
    if not posts:
        return
    first = Post.insert_many([post.__data__ for post in posts]).execute()
    own = Post.select(Post.id).where(Post.author == posts[0].author, Post.id >= first)
    stored = own.order_by(Post.id).limit(len(posts))
    for post, row in zip(posts, stored, strict=True):
        post.id = row.id

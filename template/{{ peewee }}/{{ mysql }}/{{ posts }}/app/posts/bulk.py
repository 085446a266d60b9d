"""Storing many posts at once."""

from collections.abc import Sequence

from app.posts.models import Post


def insert(posts: Sequence[Post]) -> None:
    """Store new posts by one statement, and ask for their ids, which MySQL keeps back.

    It tells the first one only. The others follow in the order of the rows, and what
    another request stores meanwhile is no part of this author's first ones.
    https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html
    """
    if not posts:
        return
    first = Post.insert_many([post.__data__ for post in posts]).execute()
    own = Post.select(Post.id).where(Post.author == posts[0].author, Post.id >= first)
    stored = own.order_by(Post.id).limit(len(posts))
    for post, row in zip(posts, stored, strict=True):
        post.id = row.id

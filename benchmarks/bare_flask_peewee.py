"""What a Flask service is measured against: its list and its probe, written by hand.

It is laid into the rendered service, whose models, schemas and pool it shares, and has
none of what the service puts around a request: no middleware, no log, no callers, no
transaction.
"""

from app.config import get_settings
from app.models import load_models
from app.pagination import Page, PageParams
from app.pool import create_pool
from app.posts.models import Post, PostTag, Tag
from app.posts.schemas import PostRead
from app.users.models import User
from flask import Flask, Response, request
from peewee import PREFETCH_TYPE, Load

application = Flask(__name__)
pool, models = create_pool(get_settings()), load_models()


@application.get("/health/live")
def live() -> dict[str, str]:
    return {"status": "ok"}


@application.get("/api/posts")
def list_posts() -> Response:
    params = PageParams.model_validate(request.args.to_dict())
    is_published = Post.published_at.is_null(False)
    with pool.connection_context(), pool.bind_ctx(models, False, False):
        tags = Load(
            Post.post_tags,
            PostTag.select(PostTag, Tag).join(Tag),
            strategy=PREFETCH_TYPE.MATERIALIZE,
        )
        posts = (
            Post.select(Post, User.id, User.name)
            .join(User)
            .where(is_published)
            .with_related(tags)
            .order_by(Post.id.desc())
            .limit(params.limit)
            .offset(params.offset)
        )
        total = Post.select().where(is_published).count()
        page = Page[PostRead].of(list(posts), total, params)
    return Response(page.model_dump_json(), mimetype="application/json")

"""What a Flask service is measured against: its list and its probe, written by hand.

It is laid into the rendered service, whose models, schemas and engine it shares, and
has none of what the service puts around a request: no middleware, no log, no callers.
"""

from app.config import get_settings
from app.engine import create_engine
from app.pagination import Page, PageParams
from app.posts.models import Post
from app.posts.schemas import PostRead
from app.users.models import User
from flask import Flask, Response, request
from sqlalchemy.orm import joinedload, selectinload, sessionmaker
from sqlmodel import Session, col, func, select

application = Flask(__name__)
sessions = sessionmaker(
    create_engine(get_settings()), class_=Session, expire_on_commit=False
)


@application.get("/health/live")
def live() -> dict[str, str]:
    return {"status": "ok"}


@application.get("/api/posts")
def list_posts() -> Response:
    params = PageParams.model_validate(request.args.to_dict())
    is_published = col(Post.published_at).is_not(None)
    with sessions() as session:
        total = session.exec(select(func.count()).select_from(Post).where(is_published))
        posts = session.exec(
            select(Post)
            .where(is_published)
            .options(
                joinedload(Post.author, innerjoin=True).load_only(User.name),
                selectinload(Post.tags),
            )
            .order_by(col(Post.id).desc())
            .limit(params.limit)
            .offset(params.offset)
        )
        page = Page[PostRead].of(posts.all(), total.one(), params)
    return Response(page.model_dump_json(), mimetype="application/json")

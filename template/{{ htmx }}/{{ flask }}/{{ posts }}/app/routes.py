"""Which page is where."""

from flask import Flask

from app.posts.views import list_posts, posts
from app.users.views import users


def init_app(app: Flask) -> None:
    app.add_url_rule("/", "home", list_posts)
    app.register_blueprint(posts)
    app.register_blueprint(users)

"""Routes of the pages."""

from flask import Flask

from app.posts import views as posts
from app.users import views as users


def init_app(app: Flask) -> None:
    app.add_url_rule("/", "home", posts.list_posts)
    app.register_blueprint(users.bp)
    app.register_blueprint(posts.bp)

"""Routes of the pages."""

from flask import Flask, render_template

from app.users import views as users
from app.views import public


def init_app(app: Flask) -> None:
    app.add_url_rule("/", "home", home)
    app.register_blueprint(users.bp)


@public
def home() -> str:
    return render_template("home.html")

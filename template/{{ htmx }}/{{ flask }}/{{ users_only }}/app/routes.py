"""Which page is where."""

from flask import Flask, render_template

from app.users.views import users
from app.views import public


def init_app(app: Flask) -> None:
    app.add_url_rule("/", "home", home)
    app.register_blueprint(users)


@public
def home() -> str:
    return render_template("home.html")

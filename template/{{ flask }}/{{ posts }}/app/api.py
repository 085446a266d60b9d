"""The features' operations, below /api."""

from flask import Blueprint

from app.posts.api import posts
from app.users.api import auth, users
from app.users.authentication import authenticate
from app.users.recovery_api import recovery_auth


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api")
    api.before_request(authenticate)
    api.register_blueprint(auth)
    api.register_blueprint(recovery_auth)
    api.register_blueprint(users)
    api.register_blueprint(posts)
    return api

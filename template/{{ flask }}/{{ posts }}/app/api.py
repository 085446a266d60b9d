"""API of all features, below /api."""

from flask import Blueprint

from app.posts import api as posts
from app.users import api as users
from app.users import recovery_api as recovery
from app.users.authentication import authenticate


def create_blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api")
    api.before_request(authenticate)
    api.register_blueprint(users.auth_bp)
    api.register_blueprint(recovery.bp)
    api.register_blueprint(users.bp)
    api.register_blueprint(posts.bp)
    return api

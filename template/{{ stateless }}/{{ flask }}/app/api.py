"""API of all features, below /api."""

from flask import Blueprint

from app.slugs import api as slugs


def create_blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api")
    api.register_blueprint(slugs.bp)
    return api

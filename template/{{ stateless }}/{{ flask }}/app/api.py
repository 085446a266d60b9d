"""The features' operations, below /api."""

from flask import Blueprint

from app.slugs.api import slugs


def blueprint() -> Blueprint:
    api = Blueprint("api", __name__, url_prefix="/api")
    api.register_blueprint(slugs)
    return api

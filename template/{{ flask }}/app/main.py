"""The application: made by its settings, of its extensions, hooks and blueprints."""

import logging

from flask import Flask
from flask_cors import CORS

from app import api, cli, handlers, health, log, middleware
from app.application import Service
from app.config import Settings
from app.docs import docs
from app.openapi import documents
from app.resources import EXTENSIONS


def create_app(settings: Settings) -> Flask:
    """Make an application; it shares nothing with another."""
    log.configure(settings)
    logging.getLogger("werkzeug").addFilter(is_no_request)
    app = Service("app")
    if settings.environment == "production":
        app.debug = False  # whatever FLASK_DEBUG says
    app.config.update(
        SETTINGS=settings,
        APPLICATION_ROOT=settings.root_path or "/",
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_REGISTER=False,  # `middleware` leaves probes out
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    middleware.init_app(app, settings)
    handlers.init_app(app)
    cli.init_app(app)
    if settings.cors_origins:
        CORS(
            app,
            resources="/api/*",
            origins=list(settings.cors_origins),
            supports_credentials=True,
            expose_headers=["Location", "X-Request-ID"],
            always_send=False,
            intercept_exceptions=False,
        )
    app.register_blueprint(health.blueprint)
    app.register_blueprint(api.blueprint())
    if settings.docs_enabled:
        app.register_blueprint(documents)
        app.register_blueprint(docs)
    for extension in EXTENSIONS:
        extension.init_app(app, settings)
    return app


def is_no_request(record: logging.LogRecord) -> bool:
    """Leave out what the development server tells of requests: they have own lines."""
    return '"%s" %s %s' not in str(record.msg)

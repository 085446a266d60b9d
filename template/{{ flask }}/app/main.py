"""Application factory."""

import logging

from flask import Flask
from flask_cors import CORS

from app import api, cli, docs, handlers, health, log, middleware, openapi
from app.application import Service
from app.config import Settings, get_settings
from app.resources import EXTENSIONS


def create_app(settings: Settings | None = None) -> Flask:
    """Create an application.

    Args:
        settings: By default, they come from the environment.
    """
    settings = settings or get_settings()
    log.configure(settings)
    logging.getLogger("werkzeug").addFilter(is_not_request)
    app = Service("app")
    if settings.environment == "production":
        app.debug = False  # regardless of FLASK_DEBUG
    app.config.update(
        SETTINGS=settings,
        APPLICATION_ROOT=settings.root_path or "/",
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_REGISTER=False,  # see `middleware.compress`
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
    app.register_blueprint(health.bp)
    app.register_blueprint(api.create_blueprint())
    if settings.docs_enabled:
        app.register_blueprint(openapi.bp)
        app.register_blueprint(docs.bp)
    for extension in EXTENSIONS:
        extension.init_app(app, settings)
    return app


def is_not_request(record: logging.LogRecord) -> bool:
    """Drop the request lines of Werkzeug's server, since `middleware` logs requests."""
    return '"%s" %s %s' not in str(record.msg)

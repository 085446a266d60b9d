"""Rate limits of the current client."""

from flask import Flask, current_app, request

from app.client import client_address
from app.config import Settings
from app.context import current_settings
from app.limits import ClientLimits, Limiter


def init_app(app: Flask, settings: Settings) -> None:
    """Create the counters of an application."""
    app.extensions["limiter"] = Limiter(settings)


def current_limits() -> ClientLimits:
    limiter: Limiter = current_app.extensions["limiter"]
    proxies = current_settings().trusted_proxies
    return limiter.of(client_address(request.environ, proxies))

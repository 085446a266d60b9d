"""The limits of the client who is calling."""

from flask import Flask, current_app, request

from app.client import client_address
from app.config import Settings
from app.context import current_settings
from app.limits import ClientLimits, Limiter


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application counters of its own."""
    app.extensions["limiter"] = Limiter(settings)


def current_limits() -> ClientLimits:
    limiter: Limiter = current_app.extensions["limiter"]
    proxies = current_settings().trusted_proxies
    return limiter.of(client_address(request.environ, proxies))

"""Traces and error reports of the application."""

import atexit
from contextlib import ExitStack

from flask import Flask

from app.config import Settings
from app.error_reports import reported
from app.telemetry.instrumentation import INSTRUMENTS
from app.telemetry.traced_requests import TracedRequests
from app.tracing import is_enabled, traced


def init_app(app: Flask, settings: Settings) -> None:
    """Trace and report errors until the process ends."""
    opened = ExitStack()
    atexit.register(opened.close)
    opened.enter_context(reported(settings))
    opened.enter_context(traced(settings, INSTRUMENTS))
    if is_enabled():
        app.wsgi_app = TracedRequests(app.wsgi_app)  # type: ignore[method-assign]

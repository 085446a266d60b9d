"""Flask application that logs errors with structlog."""

from typing import Any

import structlog
from flask import Flask, request

from app.handlers import Aborter

logger = structlog.get_logger()


class Service(Flask):
    aborter_class = Aborter

    def log_exception(self, exc_info: Any) -> None:
        logger.error(
            "request.failed",
            method=request.method,
            path=request.path,
            exc_info=exc_info,
        )

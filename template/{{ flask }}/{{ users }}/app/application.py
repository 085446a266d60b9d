"""Flask application with a transaction for each request."""

from typing import Any

import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue

from app.database import db
from app.handlers import Aborter

logger = structlog.get_logger()


class Service(Flask):
    aborter_class = Aborter

    def dispatch_request(self) -> ResponseReturnValue:
        """Commit after the view, so that a failed commit becomes an error response.

        Exceptions roll back. So does HEAD, which runs the view of GET and must not
        change anything.
        """
        with db.unit_of_work():
            response = super().dispatch_request()
            if request.method == "HEAD":
                db.rollback()
            return response

    def log_exception(self, exc_info: Any) -> None:
        logger.error(
            "request.failed",
            method=request.method,
            path=request.path,
            exc_info=exc_info,
        )

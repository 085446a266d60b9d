"""Flask, with a transaction for each request and the service's own log."""

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
        """Commit before the answer is made, so that a commit that fails is an error.

        Whatever raises an error, refusals included, is rolled back. So is HEAD, which
        runs the view of GET and must not change anything.
        """
        with db.unit_of_work():
            answer = super().dispatch_request()
            if request.method == "HEAD":
                db.rollback()
            return answer

    def log_exception(self, exc_info: Any) -> None:
        logger.error(
            "request.failed",
            method=request.method,
            path=request.path,
            exc_info=exc_info,
        )

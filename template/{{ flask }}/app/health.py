"""Liveness and readiness endpoints."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Literal

import structlog
from flask import Blueprint, Flask, Response, current_app
from pydantic import BaseModel
from spectree import Response as Responses

from app.errors import DegradedError
from app.handlers import problem_response
from app.operations import ANYONE, api
from app.resources import CHECKS

TIMEOUT_SECONDS = 2

log = structlog.get_logger()

bp = Blueprint("health", __name__, url_prefix="/health")


class Live(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    status: Literal["ok", "degraded"]
    checks: dict[str, str]


@bp.get("/live")
@api.validate(resp=Responses(HTTP_200=Live), tags=["health"], security=ANYONE)
def live() -> Live:
    """Check that the process runs."""
    return Live()


@bp.get("/ready")
@api.validate(
    resp=Responses(HTTP_200=Ready, HTTP_503=(None, "A check failed.")),
    tags=["health"],
    security=ANYONE,
)
def ready() -> Ready | Response:
    """Check that all dependencies of the service respond."""
    results = run_checks(CHECKS)
    if "failed" in results.values():
        return problem_response(503, checks=results)
    is_degraded = "degraded" in results.values()
    return Ready(status="degraded" if is_degraded else "ok", checks=results)


def run_checks(checks: Mapping[str, Callable[[], None]]) -> dict[str, str]:
    """Run checks concurrently, and return "ok", "degraded" or "failed" for each."""
    size = len(checks) or 1  # a pool needs at least one thread
    threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="health")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    # Copy the context, so that log entries have the request ID.
    pending = {
        name: threads.submit(copy_context().run, run_check, app, check)
        for name, check in checks.items()
    }
    wait(pending.values(), timeout=TIMEOUT_SECONDS)
    threads.shutdown(wait=False)  # don't wait for checks that hang
    return {name: result(name, check) for name, check in pending.items()}


def run_check(app: Flask, check: Callable[[], None]) -> None:
    """Run a check with its own application context, and thus its own session."""
    with app.app_context():
        check()


def result(name: str, check: Future[None]) -> str:
    error = check.exception() if check.done() else TimeoutError()
    if error is None:
        return "ok"
    if isinstance(error, DegradedError):
        log.warning("health.degraded", check=name, reason=str(error))
        return "degraded"
    log.warning("health.failed", check=name, exc_info=error)
    return "failed"

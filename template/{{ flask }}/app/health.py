"""Whether the service lives, and whether it can serve."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Literal

import structlog
from flask import Blueprint, Flask, Response, current_app
from pydantic import BaseModel
from spectree import Response as Responses

from app.handlers import problem_response
from app.operations import ANYONE, api
from app.resources import CHECKS

TIMEOUT_SECONDS = 2

log = structlog.get_logger()

blueprint = Blueprint("health", __name__, url_prefix="/health")


class Live(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    status: Literal["ok"] = "ok"
    checks: dict[str, str]


@blueprint.get("/live")
@api.validate(resp=Responses(HTTP_200=Live), tags=["health"], security=ANYONE)
def live() -> Live:
    """The process runs; nothing is touched."""
    return Live()


@blueprint.get("/ready")
@api.validate(
    resp=Responses(HTTP_200=Ready, HTTP_503=(None, "A check failed.")),
    tags=["health"],
    security=ANYONE,
)
def ready() -> Ready | Response:
    """Everything that the service needs answers; else 503."""
    results = run(CHECKS)
    if all(result == "ok" for result in results.values()):
        return Ready(checks=results)
    return problem_response(503, checks=results)


def run(checks: Mapping[str, Callable[[], None]]) -> dict[str, str]:
    """Run the checks side by side, and tell "ok" or "failed" of each."""
    size = len(checks) or 1  # as a pool can't be empty
    threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="health")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    # The context holds the request's id for each line of the log.
    pending = {
        name: threads.submit(copy_context().run, run_check, app, check)
        for name, check in checks.items()
    }
    wait(pending.values(), timeout=TIMEOUT_SECONDS)
    threads.shutdown(wait=False)  # one that hangs is left alone
    return {name: outcome(name, check) for name, check in pending.items()}


def run_check(app: Flask, check: Callable[[], None]) -> None:
    """Run a check in an application context, and so in a session, of its own."""
    with app.app_context():
        check()


def outcome(name: str, check: Future[None]) -> str:
    error = check.exception() if check.done() else TimeoutError()
    if error is None:
        return "ok"
    log.warning("health.failed", check=name, exc_info=error)
    return "failed"

"""Whether the service lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Literal

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.handlers import problem_response
from app.resources import CHECKS

TIMEOUT_SECONDS = 2

log = structlog.get_logger()


class Live(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    status: Literal["ok"] = "ok"
    checks: dict[str, str]


def add_routes(app: FastAPI) -> None:
    """Put them on the application itself, where a probe finds them at once."""
    app.add_api_route("/health/live", live, tags=["health"], response_model=Live)
    app.add_api_route(
        "/health/ready",
        ready,
        tags=["health"],
        response_model=Ready,
        responses={503: {"description": "A check failed."}},
    )


async def live() -> Response:
    """The process runs; nothing is touched."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response | Ready:
    """Everything that the service needs answers; else 503."""
    results = await run(
        {name: partial(check, request.app) for name, check in CHECKS.items()}
    )
    if all(result == "ok" for result in results.values()):
        return Ready(checks=results)
    return problem_response(503, instance=request.scope["path"], checks=results)


async def run(checks: Mapping[str, Callable[[], Awaitable[None]]]) -> dict[str, str]:
    """Run the checks side by side, and tell "ok" or "failed" of each."""
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(outcome(name, check))
            for name, check in checks.items()
        }
    return {name: task.result() for name, task in tasks.items()}


async def outcome(name: str, check: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await check()
    except Exception:  # a check must not fail the others, whatever breaks
        log.warning("health.failed", check=name, exc_info=True)
        return "failed"
    return "ok"

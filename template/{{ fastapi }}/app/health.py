"""Liveness and readiness endpoints."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Literal

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from app.errors import DegradedError
from app.handlers import problem_response
from app.resources import CHECKS

TIMEOUT_SECONDS = 2

log = structlog.get_logger()


class Live(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    status: Literal["ok", "degraded"]
    checks: dict[str, str]


def add_routes(app: FastAPI) -> None:
    app.add_api_route("/health/live", live, tags=["health"], response_model=Live)
    app.add_api_route(
        "/health/ready",
        ready,
        tags=["health"],
        response_model=Ready,
        responses={503: {"description": "A check failed."}},
    )


async def live() -> Response:
    """Check that the process responds."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response | Ready:
    """Check that the service can handle requests."""
    results = await run_checks(
        {name: partial(check, request.app) for name, check in CHECKS.items()}
    )
    if "failed" in results.values():
        return problem_response(503, instance=request.scope["path"], checks=results)
    is_degraded = "degraded" in results.values()
    return Ready(status="degraded" if is_degraded else "ok", checks=results)


async def run_checks(
    checks: Mapping[str, Callable[[], Awaitable[None]]],
) -> dict[str, str]:
    """Run the checks concurrently; return "ok", "degraded" or "failed" for each."""
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(run_check(name, check))
            for name, check in checks.items()
        }
    return {name: task.result() for name, task in tasks.items()}


async def run_check(name: str, check: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await check()
    except DegradedError as error:
        log.warning("health.degraded", check=name, reason=str(error))
        return "degraded"
    except Exception:  # whatever is raised, the other checks must finish
        log.warning("health.failed", check=name, exc_info=True)
        return "failed"
    return "ok"

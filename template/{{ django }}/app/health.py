"""Liveness and readiness endpoints."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from app.errors import DegradedError
from app.handlers import unavailable
from app.resources import CHECKS

TIMEOUT_SECONDS = 2

log = structlog.get_logger()


@login_not_required
@csrf_exempt
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Report that the process is running."""
    return JsonResponse({"status": "ok"})


@login_not_required
@csrf_exempt
@require_safe
async def ready(request: HttpRequest) -> HttpResponse:
    """Report whether everything that the service needs is available, else 503."""
    results = await run(CHECKS)
    if "failed" in results.values():
        return unavailable(request, results)
    status = "degraded" if "degraded" in results.values() else "ok"
    return JsonResponse({"status": status, "checks": results})


async def run(checks: Mapping[str, Callable[[], Awaitable[None]]]) -> dict[str, str]:
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
    except Exception:  # a failing check must not break the others
        log.warning("health.failed", check=name, exc_info=True)
        return "failed"
    return "ok"


urlpatterns = [path("live", live), path("ready", ready)]

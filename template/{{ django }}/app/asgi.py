"""The ASGI application, for servers such as uvicorn."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.asgi import get_asgi_application

from app.config import get_settings
from app.environment import require_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
if not apps.ready:
    require_environment(get_settings())

django_application = get_asgi_application()


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[Mapping[str, Any]], Awaitable[None]],
) -> None:
    """Pass on a body up to the byte that exceeds the limit."""
    left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1

    async def receive_limited() -> dict[str, Any]:
        nonlocal left
        event = await receive()
        while event["type"] == "http.request" and left == 0:
            event = await receive()
        if event["type"] == "http.request":
            body = event.get("body", b"")[:left]
            left -= len(body)
            more = event.get("more_body", False) and left > 0
            return {"type": "http.request", "body": body, "more_body": more}
        return event

    root_path = settings.FORCE_SCRIPT_NAME
    if root_path and not f"{scope['path']}/".startswith(f"{root_path}/"):
        scope = {**scope, "path": root_path + scope["path"]}
    await django_application(scope, receive_limited, send)

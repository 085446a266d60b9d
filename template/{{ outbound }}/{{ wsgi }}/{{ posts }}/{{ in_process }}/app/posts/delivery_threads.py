"""Threads that deliver webhooks in the background."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore

import structlog

from app.config import Settings
from app.outbound.client import OutboundClient
from app.outbound.errors import UpstreamError
from app.posts.deliveries import Delivery, deliver

MAX_PENDING = 1000

# The process waits for these threads when it ends.
executor = ThreadPoolExecutor(max_workers=5, thread_name_prefix="webhooks")
pending = BoundedSemaphore(MAX_PENDING)

log = structlog.get_logger()


def start(client: OutboundClient, settings: Settings, delivery: Delivery) -> None:
    """Deliver in a thread, unless too many deliveries wait for one."""
    if not pending.acquire(blocking=False):
        log.error("webhook.dropped", delivery_id=delivery.id)
        return
    # Copy the context, so that log entries have the request ID.
    executor.submit(copy_context().run, run, client, settings, delivery)


def run(client: OutboundClient, settings: Settings, delivery: Delivery) -> None:
    try:
        deliver(client, settings, delivery)
    except UpstreamError:
        log.exception("webhook.failed", delivery_id=delivery.id)
    finally:
        pending.release()

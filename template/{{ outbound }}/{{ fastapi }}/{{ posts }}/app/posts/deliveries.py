"""Deliveries of the webhook, signed as in https://www.standardwebhooks.com."""

import hmac
import json
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

import structlog

from app.config import Settings
from app.outbound.client import OutboundClient

log = structlog.get_logger()


@dataclass(frozen=True)
class Delivery:
    """A message to the receiver of the webhook.

    Attributes:
        id: The same for each attempt, so that a receiver can ignore repetitions.
        body: JSON.
    """

    id: str
    body: str

    @classmethod
    def of_published(cls, post: Mapping[str, Any]) -> Self:
        """Build a delivery for a post, given as JSON values."""
        delivery_id = f"msg_{uuid4().hex}"
        message = {
            "event": "post.published",
            "id": delivery_id,
            "occurred_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "post": post,
        }
        return cls(delivery_id, json.dumps(message))

    def sign(self, secret: str, *, timestamp: int) -> str:
        """Sign the ID, the time of the attempt and the body."""
        signed = f"{self.id}.{timestamp}.{self.body}"
        digest = hmac.digest(secret.encode(), signed.encode(), "sha256")
        return f"v1,{b64encode(digest).decode()}"


async def deliver(
    client: OutboundClient, settings: Settings, delivery: Delivery
) -> None:
    """Call the webhook if there is one, and again if it fails.

    Raises:
        UpstreamError: All attempts failed.
    """
    url, secret = settings.webhook_url, settings.webhook_secret
    if url is None or secret is None:
        return
    timestamp = int(time.time())
    signature = delivery.sign(secret.get_secret_value(), timestamp=timestamp)
    await client.send(
        "POST",
        url,
        content=delivery.body.encode(),
        headers={
            "Content-Type": "application/json",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature,
        },
        is_idempotent=True,  # by the ID
    )
    log.info("webhook.delivered", delivery_id=delivery.id)

"""Tasks of posts."""

from app.config import get_settings
from app.outbound.process import client
from app.posts.deliveries import Delivery, deliver
from app.queue import task


@task
def deliver_webhook(delivery_id: str, body: str) -> None:
    deliver(client, get_settings(), Delivery(delivery_id, body))

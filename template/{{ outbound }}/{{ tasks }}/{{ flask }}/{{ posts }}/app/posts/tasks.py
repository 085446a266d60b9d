"""Tasks of posts."""

from app.context import current_settings
from app.outbound.extension import outbound
from app.posts.deliveries import Delivery, deliver
from app.tasks import task


@task
def deliver_webhook(delivery_id: str, body: str) -> None:
    deliver(outbound.current, current_settings(), Delivery(delivery_id, body))

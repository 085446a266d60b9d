"""Background tasks of posts."""

from fastapi import FastAPI
from taskiq import TaskiqDepends

from app.posts.deliveries import Delivery, deliver
from app.tasks.declaration import current_app, task


@task(attempts=10)
async def deliver_webhook(
    delivery_id: str, body: str, app: FastAPI = TaskiqDepends(current_app)
) -> None:
    delivery = Delivery(delivery_id, body)
    await deliver(app.state.outbound, app.state.settings, delivery)

"""Offers, from two other services that are asked at the same time."""

import asyncio
from typing import TypeVar

from pydantic import BaseModel

from app.config import Settings
from app.offers.combination import combine
from app.offers.schemas import OfferRead, Price, Stock
from app.outbound.client import OutboundClient
from app.outbound.errors import UpstreamError, UpstreamTimeoutError

SECONDS = 3

T = TypeVar("T", bound=BaseModel)


async def read(client: OutboundClient, settings: Settings, *, sku: str) -> OfferRead:
    """Read what both services know of a product, or one if the other fails.

    Raises:
        NotFoundError: A service doesn't know the product.
        UnavailableError: Neither service answers in time.
    """
    try:
        async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as group:
            price_task = group.create_task(
                ask(client, f"{settings.prices_url}/prices/{sku}", Price)
            )
            stock_task = group.create_task(
                ask(client, f"{settings.stock_url}/stock/{sku}", Stock)
            )
    except TimeoutError:
        pass  # use what has arrived
    return combine(sku, price=outcome(price_task), stock=outcome(stock_task))


async def ask(client: OutboundClient, url: str, model: type[T]) -> T | UpstreamError:
    """Return the error rather than raise it, which would cancel the other call."""
    try:
        return await client.fetch(url, model)
    except UpstreamError as error:
        return error


def outcome(task: asyncio.Task[T | UpstreamError]) -> T | UpstreamError:
    return UpstreamTimeoutError() if task.cancelled() else task.result()

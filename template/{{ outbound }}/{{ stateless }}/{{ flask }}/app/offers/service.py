"""Offers, from two other services that are asked at the same time."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from pydantic import BaseModel

from app.config import Settings
from app.offers.combination import combine
from app.offers.schemas import OfferRead, Price, Stock
from app.outbound.client import OutboundClient
from app.outbound.errors import UpstreamError

SECONDS = 3

T = TypeVar("T", bound=BaseModel)


def read(client: OutboundClient, settings: Settings, *, sku: str) -> OfferRead:
    """Read what both services know of a product, or one if the other fails.

    Raises:
        NotFoundError: A service doesn't know the product.
        UnavailableError: Neither service answers in time.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="offers") as thread:
        # Copy the context, so that log entries have the request ID.
        stock = thread.submit(
            copy_context().run, ask, client, f"{settings.stock_url}/stock/{sku}", Stock
        )
        price = ask(client, f"{settings.prices_url}/prices/{sku}", Price)
    return combine(sku, price=price, stock=stock.result())


def ask(client: OutboundClient, url: str, model: type[T]) -> T | UpstreamError:
    """Return the answer, or the error if there is none within SECONDS."""
    try:
        return client.fetch(url, model, seconds=SECONDS)
    except UpstreamError as error:
        return error

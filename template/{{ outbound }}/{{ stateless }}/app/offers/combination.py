"""Combination of what the services answered."""

from app.errors import NotFoundError, UnavailableError
from app.offers.schemas import OfferRead, Price, Stock
from app.outbound.errors import UpstreamError, UpstreamStatusError


def combine(
    sku: str, *, price: Price | UpstreamError, stock: Stock | UpstreamError
) -> OfferRead:
    """Build an offer of two answers, or of one if the other call failed.

    Raises:
        NotFoundError: A service doesn't know the product.
        UnavailableError: Both calls failed.
    """
    match price, stock:
        case (UpstreamStatusError(status=404), _) | (
            _,
            UpstreamStatusError(status=404),
        ):
            raise NotFoundError
        case Price(), Stock():
            return OfferRead(sku=sku, price=price, stock=stock, missing=[])
        case Price(), _:
            return OfferRead(sku=sku, price=price, stock=None, missing=["stock"])
        case _, Stock():
            return OfferRead(sku=sku, price=None, stock=stock, missing=["price"])
    raise UnavailableError

"""The HTTP endpoints of offers."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from app.offers import service
from app.offers.schemas import OfferRead, Sku
from app.outbound.lifespan import ClientDep

router = APIRouter(prefix="/offers", tags=["offers"])


@router.get(
    "/{sku}",
    responses={
        404: {"description": "A service doesn't know the product."},
        503: {"description": "Neither service answers."},
    },
)
async def read_offer(
    request: Request, client: ClientDep, sku: Annotated[Sku, Path()]
) -> OfferRead:
    """Read the price and the stock of a product. One is null if its service fails."""
    return await service.read(client, request.app.state.settings, sku=sku)

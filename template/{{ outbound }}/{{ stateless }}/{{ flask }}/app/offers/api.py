"""HTTP API of offers."""

from flask import Blueprint
from spectree import Response

from app.context import current_settings
from app.offers import service
from app.offers.schemas import OfferRead, Sku
from app.operations import api
from app.outbound.extension import outbound

bp = Blueprint("offers", __name__, url_prefix="/offers")


@bp.get("/<sku>")
@api.validate(
    resp=Response(
        HTTP_200=OfferRead,
        HTTP_404=(None, "A service doesn't know the product."),
        HTTP_503=(None, "Neither service answers."),
    ),
    tags=["offers"],
)
def read_offer(sku: Sku) -> OfferRead:
    """Read the price and the stock of a product. One is null if its service fails."""
    return service.read(outbound.current, current_settings(), sku=sku)

"""Responses of the other services, and of the API."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

# The stock-keeping unit of a product.
Sku = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$", examples=["LAMP-7"])]


class Price(BaseModel):
    amount: Decimal = Field(ge=0, examples=["49.90"])
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])


class Stock(BaseModel):
    available: int = Field(ge=0)


class OfferRead(BaseModel):
    sku: str
    price: Price | None
    stock: Stock | None
    missing: list[Literal["price", "stock"]] = Field(
        description="What is null because its service is unavailable."
    )

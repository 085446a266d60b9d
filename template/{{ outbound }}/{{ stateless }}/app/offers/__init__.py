"""Offers, which combine what two other services know of a product."""

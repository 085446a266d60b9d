"""The client of the process."""

from app.outbound.client import OutboundClient

client = OutboundClient()

"""The client of an application, as a Flask extension."""

from weakref import finalize

from flask import Flask, current_app

from app.config import Settings
from app.outbound.client import OutboundClient


class Outbound:
    """Its state is in the application, so that applications share no connections."""

    def init_app(self, app: Flask, settings: Settings) -> None:
        client = OutboundClient()
        app.extensions["outbound"] = client
        finalize(app, client.close)

    @property
    def current(self) -> OutboundClient:
        """The client of the current application."""
        client: OutboundClient = current_app.extensions["outbound"]
        return client


outbound = Outbound()

"""The client of an application, and the dependency for it."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from app.outbound.client import OutboundClient


@asynccontextmanager
async def client_lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with aclosing(OutboundClient()) as client:
        app.state.outbound = client
        yield


async def outbound_client(request: Request) -> OutboundClient:
    client: OutboundClient = request.app.state.outbound
    return client


ClientDep = Annotated[OutboundClient, Depends(outbound_client)]

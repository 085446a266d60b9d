"""The dependency for the limits of the client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Request

from app.client import client_address
from app.limits import ClientLimits, Limiter


@asynccontextmanager
async def limiter_lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.limiter = Limiter(app.state.settings)
    yield


async def client_limits(request: Request) -> ClientLimits:
    limiter: Limiter = request.app.state.limiter
    return limiter.of(client_address(request.scope))


Limits = Annotated[ClientLimits, Depends(client_limits)]

"""What the client keeps of each host: its free slots and its circuit."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx2 import URL

from app.outbound.bounds import Bounds
from app.outbound.circuit import Circuit
from app.outbound.errors import UpstreamBusyError

MAX_HOSTS = 1000


class Host:
    def __init__(self, bounds: Bounds) -> None:
        self.circuit = Circuit(bounds)
        self.slots = asyncio.Semaphore(bounds.calls)

    @asynccontextmanager
    async def call(self, seconds: float) -> AsyncIterator[None]:
        """Take a slot for the call in the `with` block, and watch its outcome.

        Raises:
            UpstreamBusyError: The circuit is open, or no slot became free within
                these seconds.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.slots.acquire()
        except TimeoutError as error:
            raise UpstreamBusyError("Too many calls are in progress.") from error
        try:
            with self.circuit.call():
                yield
        finally:
            self.slots.release()


class Hosts:
    """The hosts that were called last. Others are forgotten."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.found: OrderedDict[object, Host] = OrderedDict()

    def of(self, url: URL) -> Host:
        origin = (url.scheme, url.host, url.port)
        host = self.found.setdefault(origin, Host(self.bounds))
        self.found.move_to_end(origin)
        if len(self.found) > MAX_HOSTS:
            self.found.popitem(last=False)
        return host

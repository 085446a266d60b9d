"""Limits on guessed passwords, registrations and mails, by client address."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from math import ceil

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from app.config import Settings
from app.errors import TooManyRequestsError

MINUTES = 5
MAX_COUNTERS = 10_000


class Counters(MemoryStorage):
    """Counters of this process; when there are too many, the oldest is dropped."""

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if len(self.expirations) >= MAX_COUNTERS and key not in self.expirations:
            oldest, *_ = self.expirations
            await self.clear(oldest)
        return await super().incr(key, expiry, amount)


class Limiter:
    """The counters of an application; each starts anew after five minutes."""

    def __init__(self, settings: Settings) -> None:
        self.strategy = FixedWindowRateLimiter(Counters())
        self.log_ins = limit(settings.log_in_attempts, "log-ins")
        self.log_ins_per_address = limit(
            settings.log_in_attempts_per_address, "log-ins-per-address"
        )
        self.registrations = limit(settings.registrations_per_address, "registrations")
        self.mails = limit(settings.mails_per_address, "mails")

    def of(self, address: str) -> "ClientLimits":
        """The limits of the client at an address."""
        return ClientLimits(self, client_of(address))

    async def count(self, item: RateLimitItem, *key: str) -> None:
        """Count one more.

        Raises:
            TooManyRequestsError: It is one too many.
        """
        if not await self.strategy.hit(item, *key):
            window = await self.strategy.get_window_stats(item, *key)
            raise TooManyRequestsError(max(1, ceil(window.reset_time - time.time())))

    async def uncount(self, item: RateLimitItem, *key: str) -> None:
        await self.strategy.hit(item, *key, cost=-1)


@dataclass(frozen=True)
class ClientLimits:
    """What one client may do; at a limit, methods raise `TooManyRequestsError`."""

    limiter: Limiter
    client: str

    async def count_registration(self) -> None:
        await self.limiter.count(self.limiter.registrations, self.client)

    async def count_mail(self) -> None:
        await self.limiter.count(self.limiter.mails, self.client)

    @asynccontextmanager
    async def log_in_attempt(
        self, account: str, *, failure: type[Exception]
    ) -> AsyncIterator[None]:
        """Surround the check of a password, which has failed if it raises `failure`.

        The attempt is counted before the check, so that attempts made at once can't
        pass the limit together. Only failures stay counted.
        """
        limiter, account = self.limiter, account.lower()
        await limiter.count(limiter.log_ins_per_address, self.client)
        try:
            await limiter.count(limiter.log_ins, self.client, account)
            yield
        except failure:
            raise
        except BaseException:
            await limiter.uncount(limiter.log_ins_per_address, self.client)
            await limiter.uncount(limiter.log_ins, self.client, account)
            raise
        await limiter.uncount(limiter.log_ins_per_address, self.client)
        await limiter.strategy.clear(limiter.log_ins, self.client, account)


def limit(amount: int, name: str) -> RateLimitItem:
    return RateLimitItemPerMinute(amount, MINUTES, name)


def client_of(address: str) -> str:
    """The address, or the network of an IPv6 address: one client has all of it."""
    try:
        ip = IPv6Address(address)
    except ValueError:
        return address
    if ip.ipv4_mapped:  # as a socket of both versions shows IPv4 clients
        return str(ip.ipv4_mapped)
    return str(IPv6Network((int(ip), 64), strict=False))

"""Limits on failed log-ins, registrations and mails, by client address."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from math import ceil
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from app.config import Settings
from app.errors import TooManyRequestsError

MINUTES = 5
MAX_COUNTERS = 10_000


class Counters(Storage):
    """Counters in memory. Above MAX_COUNTERS, the oldest is dropped."""

    STORAGE_SCHEME = None  # not created from a URL

    def __init__(self) -> None:
        super().__init__()
        # Counts and the ends of their windows. All windows have the same length, so the
        # first one ends first.
        self.counters: dict[str, tuple[int, float]] = {}
        self.lock = Lock()

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self.lock:
            count, end = self.counters.get(key, (0, 0.0))
            if end <= now:
                count, end = 0, now + expiry
                self.counters.pop(key, None)
                if len(self.counters) >= MAX_COUNTERS:
                    del self.counters[next(iter(self.counters))]
            count += amount
            if count > 0:
                self.counters[key] = count, end
            else:  # an empty counter must not displace others
                self.counters.pop(key, None)
        return count

    async def get(self, key: str) -> int:
        count, end = self.counters.get(key, (0, 0.0))
        return count if end > time.time() else 0

    async def get_expiry(self, key: str) -> float:
        _, end = self.counters.get(key, (0, time.time()))
        return end

    async def clear(self, key: str) -> None:
        with self.lock:
            self.counters.pop(key, None)

    async def reset(self) -> int:
        with self.lock:
            count = len(self.counters)
            self.counters.clear()
        return count

    async def check(self) -> bool:
        return True


class Limiter:
    """The limits of an application. Each counter is reset after five minutes."""

    def __init__(self, settings: Settings, counters: Counters | None = None) -> None:
        self.counters = counters or Counters()
        self.strategy = FixedWindowRateLimiter(self.counters)
        self.log_ins = limit(settings.log_in_attempts, "log-ins")
        self.log_ins_per_address = limit(
            settings.log_in_attempts_per_address, "log-ins-per-address"
        )
        self.registrations = limit(settings.registrations_per_address, "registrations")
        self.mails = limit(settings.mails_per_address, "mails")

    def of(self, address: str) -> "ClientLimits":
        """Return the limits of the client at an address."""
        return ClientLimits(self, client_of(address))

    async def count(self, item: RateLimitItem, *key: str) -> None:
        """Count an event.

        Raises:
            TooManyRequestsError: The limit is exceeded.
        """
        if not await self.strategy.hit(item, *key):
            raise await self.limit_error(item, *key)

    async def check(self, item: RateLimitItem, *key: str) -> None:
        """Check a limit without counting.

        Raises:
            TooManyRequestsError: The limit is reached.
        """
        if not await self.strategy.test(item, *key):
            raise await self.limit_error(item, *key)

    async def limit_error(self, item: RateLimitItem, *key: str) -> TooManyRequestsError:
        window = await self.strategy.get_window_stats(item, *key)
        return TooManyRequestsError(max(1, ceil(window.reset_time - time.time())))

    async def uncount(self, item: RateLimitItem, *key: str) -> None:
        await self.strategy.hit(item, *key, cost=-1)


@dataclass(frozen=True)
class ClientLimits:
    """The limits of a client. Methods raise `TooManyRequestsError` at a limit."""

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
        """Limit the check of a password in the `with` block.

        The account counts an attempt before the check, so that parallel guesses can't
        exceed the limit, and forgets it unless the block raises `failure`. The address
        counts failures afterwards, because many users may share it.
        """
        limiter, account = self.limiter, account.lower()
        await limiter.check(limiter.log_ins_per_address, self.client)
        try:
            await limiter.count(limiter.log_ins, self.client, account)
            yield
        except failure:
            await limiter.strategy.hit(limiter.log_ins_per_address, self.client)
            raise
        except BaseException:
            await limiter.uncount(limiter.log_ins, self.client, account)
            raise
        await limiter.strategy.clear(limiter.log_ins, self.client, account)


def limit(amount: int, name: str) -> RateLimitItem:
    return RateLimitItemPerMinute(amount, MINUTES, name)


def client_of(address: str) -> str:
    """Return an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        ip = IPv6Address(address)
    except ValueError:
        return address
    if ip.ipv4_mapped:  # from a dual-stack socket
        return str(ip.ipv4_mapped)
    return str(IPv6Network((int(ip), 64), strict=False))

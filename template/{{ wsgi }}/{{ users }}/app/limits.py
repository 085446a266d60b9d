"""Limits on guessed passwords, registrations and mails, by client address."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from math import ceil
from threading import Lock

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from app.config import Settings
from app.errors import TooManyRequestsError

MINUTES = 5
MAX_COUNTERS = 10_000


class Counters(Storage):
    """Counters of this process: beyond MAX_COUNTERS, the oldest is dropped."""

    STORAGE_SCHEME = None  # not made from a URL

    def __init__(self) -> None:
        super().__init__()
        # A count and the end of its window. Windows are of one length, so that the
        # first of these has the earliest end.
        self.counters: dict[str, tuple[int, float]] = {}
        self.lock = Lock()

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
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
            else:  # a counter that says nothing must not displace others
                self.counters.pop(key, None)
        return count

    def get(self, key: str) -> int:
        count, end = self.counters.get(key, (0, 0.0))
        return count if end > time.time() else 0

    def get_expiry(self, key: str) -> float:
        _, end = self.counters.get(key, (0, time.time()))
        return end

    def clear(self, key: str) -> None:
        with self.lock:
            self.counters.pop(key, None)

    def reset(self) -> int:
        with self.lock:
            count = len(self.counters)
            self.counters.clear()
        return count

    def check(self) -> bool:
        return True


class Limiter:
    """The counters of an application; each starts anew after five minutes."""

    def __init__(self, settings: Settings) -> None:
        self.counters = Counters()
        self.strategy = FixedWindowRateLimiter(self.counters)
        self.log_ins = limit(settings.log_in_attempts, "log-ins")
        self.log_ins_per_address = limit(
            settings.log_in_attempts_per_address, "log-ins-per-address"
        )
        self.registrations = limit(settings.registrations_per_address, "registrations")
        self.mails = limit(settings.mails_per_address, "mails")

    def of(self, address: str) -> "ClientLimits":
        """The limits of the client at an address."""
        return ClientLimits(self, client_of(address))

    def count(self, item: RateLimitItem, *key: str) -> None:
        """Count one more.

        Raises:
            TooManyRequestsError: It is one too many.
        """
        if not self.strategy.hit(item, *key):
            raise self.refusal(item, *key)

    def check(self, item: RateLimitItem, *key: str) -> None:
        """Count nothing.

        Raises:
            TooManyRequestsError: One more would be one too many.
        """
        if not self.strategy.test(item, *key):
            raise self.refusal(item, *key)

    def refusal(self, item: RateLimitItem, *key: str) -> TooManyRequestsError:
        window = self.strategy.get_window_stats(item, *key)
        return TooManyRequestsError(max(1, ceil(window.reset_time - time.time())))

    def uncount(self, item: RateLimitItem, *key: str) -> None:
        self.strategy.hit(item, *key, cost=-1)


@dataclass(frozen=True)
class ClientLimits:
    """What one client may do; at a limit, methods raise `TooManyRequestsError`."""

    limiter: Limiter
    client: str

    def count_registration(self) -> None:
        self.limiter.count(self.limiter.registrations, self.client)

    def count_mail(self) -> None:
        self.limiter.count(self.limiter.mails, self.client)

    @contextmanager
    def log_in_attempt(
        self, account: str, *, failure: type[Exception]
    ) -> Iterator[None]:
        """Surround the check of a password, which has failed if it raises `failure`.

        For the account, the attempt is counted before the check, so that guesses made
        at once can't pass the limit together. Only failures stay counted. For the
        address, failures are counted afterwards: many users may share it.
        """
        limiter, account = self.limiter, account.lower()
        limiter.check(limiter.log_ins_per_address, self.client)
        try:
            limiter.count(limiter.log_ins, self.client, account)
            yield
        except failure:
            limiter.strategy.hit(limiter.log_ins_per_address, self.client)
            raise
        except BaseException:
            limiter.uncount(limiter.log_ins, self.client, account)
            raise
        limiter.strategy.clear(limiter.log_ins, self.client, account)


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

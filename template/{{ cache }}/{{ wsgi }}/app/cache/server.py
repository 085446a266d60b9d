"""The Valkey or Redis server of the cache, without which the service works, too."""

import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from redis import BlockingConnectionPool, Redis, exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.errors import DegradedError

TIMEOUT_SECONDS = 0.2
# How long calls fail at once after one has failed.
PAUSE_SECONDS = 2
MAX_CONNECTIONS = 50
MAX_MISSED = 10_000
CONNECTION: dict[str, Any] = {
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "socket_timeout": TIMEOUT_SECONDS,
    # The server may have closed an idle connection.
    "retry": Retry(NoBackoff(), 1, supported_errors=(exceptions.ConnectionError,)),
}

T = TypeVar("T")

log = structlog.get_logger()


class CacheDownError(DegradedError):
    """Raised if the server doesn't answer, or didn't a moment ago."""


class CacheServer:
    """A client that doesn't wait for a server that is down."""

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=MAX_CONNECTIONS,
            timeout=TIMEOUT_SECONDS,
            decode_responses=True,
            **CONNECTION,
        )
        self.client = Redis.from_pool(pool)
        self.is_down = False
        self.next_try = 0.0
        # Keys whose values changed while the server was down, oldest first.
        self.missed: dict[str, None] = {}

    def call(self, command: Callable[[Redis], T], *, changes: Iterable[str] = ()) -> T:
        """Call the server.

        Args:
            command: What to call it with.
            changes: Keys that are deleted once the server is back if the call fails,
                because their values are out of date.

        Raises:
            CacheDownError: The server is down, or answers with an error.
        """
        try:
            if self.is_down:
                self.try_again()
            return command(self.client)
        except CacheDownError:
            self.miss(changes)
            raise
        except exceptions.RedisError as error:
            self.miss(changes)
            raise self.failure(error) from error

    def try_again(self) -> None:
        """Check from time to time whether the server is back."""
        now = time.monotonic()
        if now < self.next_try:
            raise CacheDownError
        self.next_try = now + PAUSE_SECONDS  # meanwhile, other callers don't wait
        self.check()

    def check(self) -> None:
        """Check that the server answers, and use it again if it was down.

        Raises:
            CacheDownError: It doesn't answer.
        """
        missed, self.missed = self.missed, {}
        try:
            self.client.ping()
            if missed:
                self.client.delete(*missed)
        except exceptions.RedisError as error:
            self.missed = missed | self.missed
            raise self.failure(error) from error
        if self.is_down:
            self.is_down = False
            log.warning("cache.up")

    def failure(self, error: exceptions.RedisError) -> CacheDownError:
        """Remember that the server is down."""
        self.next_try = time.monotonic() + PAUSE_SECONDS
        if not self.is_down:
            self.is_down = True
            log.warning("cache.down", error=str(error))
        return CacheDownError(str(error))

    def miss(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.missed[key] = None
        while len(self.missed) > MAX_MISSED:
            del self.missed[next(iter(self.missed))]

    def close(self) -> None:
        self.client.close()

"""The counters of limits on the server of the cache."""

import pytest

from app.cache.counters import SharedCounters
from app.cache.server import CacheServer
from app.config import Settings
from app.errors import TooManyRequestsError
from app.limits import ClientLimits, Limiter
from tests.cache.fakes import fake_server


class WrongPasswordError(Exception):
    """Raised by the password check of these tests."""


def limits(server: CacheServer) -> ClientLimits:
    settings = Settings(log_in_attempts=2, mails_per_address=1)
    return Limiter(settings, SharedCounters(server, "service")).of("192.0.2.1")


async def attempt(limits: ClientLimits, *, fails: bool = True) -> None:
    async with limits.log_in_attempt("ada@example.com", failure=WrongPasswordError):
        if fails:
            raise WrongPasswordError


async def fail(limits: ClientLimits) -> None:
    with pytest.raises(WrongPasswordError):
        await attempt(limits)


async def test_processes_count_together() -> None:
    server, _ = fake_server()
    one, other = limits(server), limits(server)

    await fail(one)
    await fail(other)

    for each in (one, other):
        with pytest.raises(TooManyRequestsError) as caught:
            await attempt(each)
        assert caught.value.retry_after in (59, 60)


async def test_success_clears_the_count_for_all() -> None:
    server, _ = fake_server()
    one, other = limits(server), limits(server)

    await fail(one)
    await attempt(other, fails=False)

    await fail(one)
    await fail(one)


async def test_process_counts_alone_while_the_server_is_down() -> None:
    server, client = fake_server()
    one, other = limits(server), limits(server)
    client.is_down = True

    await one.count_mail()
    with pytest.raises(TooManyRequestsError):
        await one.count_mail()
    await other.count_mail()
    await attempt(one, fails=False)


async def test_keys_begin_with_the_prefix() -> None:
    server, client = fake_server()

    await limits(server).count_mail()

    assert all(key.startswith("service:limits:") for key in client.values)

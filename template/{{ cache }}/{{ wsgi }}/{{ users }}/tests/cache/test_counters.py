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


def attempt(limits: ClientLimits, *, fails: bool = True) -> None:
    with limits.log_in_attempt("ada@example.com", failure=WrongPasswordError):
        if fails:
            raise WrongPasswordError


def fail(limits: ClientLimits) -> None:
    with pytest.raises(WrongPasswordError):
        attempt(limits)


def test_processes_count_together() -> None:
    server, _ = fake_server()
    one, other = limits(server), limits(server)

    fail(one)
    fail(other)

    for each in (one, other):
        with pytest.raises(TooManyRequestsError) as caught:
            attempt(each)
        assert caught.value.retry_after in (59, 60)


def test_success_clears_the_count_for_all() -> None:
    server, _ = fake_server()
    one, other = limits(server), limits(server)

    fail(one)
    attempt(other, fails=False)

    fail(one)
    fail(one)


def test_process_counts_alone_while_the_server_is_down() -> None:
    server, client = fake_server()
    one, other = limits(server), limits(server)
    client.is_down = True

    one.count_mail()
    with pytest.raises(TooManyRequestsError):
        one.count_mail()
    other.count_mail()
    attempt(one, fails=False)


def test_keys_begin_with_the_prefix() -> None:
    server, client = fake_server()

    limits(server).count_mail()

    assert all(key.startswith("service:limits:") for key in client.values)

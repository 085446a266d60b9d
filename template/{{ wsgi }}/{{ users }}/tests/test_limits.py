"""Limits of clients and accounts."""

import time

import pytest

from app import limits
from app.config import Settings
from app.errors import TooManyRequestsError, UnavailableError
from app.limits import Limiter, client_of

ADDRESS = "192.0.2.1"


class WrongPasswordError(Exception):
    """Raised by the password check of these tests."""


@pytest.fixture
def limiter() -> Limiter:
    return Limiter(Settings(log_in_attempts=1, mails_per_address=1))


def attempt(
    limiter: Limiter, error: Exception | None = None, account: str = "ada@example.com"
) -> None:
    """Check a password, and raise an error in the check."""
    client = limiter.of(ADDRESS)
    with client.log_in_attempt(account, failure=WrongPasswordError):
        if error is not None:
            raise error


def is_refused(limiter: Limiter) -> bool:
    try:
        attempt(limiter)
    except TooManyRequestsError:
        return True
    return False


def test_limit_lasts_for_its_window(
    limiter: Limiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    client = limiter.of(ADDRESS)

    client.count_mail()
    now += 100
    with pytest.raises(TooManyRequestsError) as caught:
        client.count_mail()
    assert caught.value.retry_after == 200
    now += 200
    client.count_mail()


def test_only_wrong_passwords_count(limiter: Limiter) -> None:
    with pytest.raises(UnavailableError):
        attempt(limiter, UnavailableError())
    assert not is_refused(limiter)
    with pytest.raises(WrongPasswordError):
        attempt(limiter, WrongPasswordError())
    assert is_refused(limiter)


def test_parallel_attempts_can_not_exceed_the_limit(limiter: Limiter) -> None:
    client = limiter.of(ADDRESS)
    with client.log_in_attempt("ada@example.com", failure=WrongPasswordError):
        assert is_refused(limiter)


def test_users_of_one_address_can_log_in_at_once(limiter: Limiter) -> None:
    limiter.log_ins_per_address = limits.limit(1, "log-ins-per-address")
    client = limiter.of(ADDRESS)

    with client.log_in_attempt("ada@example.com", failure=WrongPasswordError):
        attempt(limiter, account="eve@example.com")
        with pytest.raises(WrongPasswordError):
            attempt(limiter, WrongPasswordError(), "bob@example.com")
        with pytest.raises(TooManyRequestsError) as caught:
            attempt(limiter, account="eve@example.com")
    assert caught.value.retry_after in range(1, 301)


def test_counters_are_bounded(
    limiter: Limiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_COUNTERS", 3)

    for number in range(10):
        with pytest.raises(WrongPasswordError):
            attempt(limiter, WrongPasswordError(), f"{number}")

    assert len(limiter.counters.counters) == 3


def test_attempt_that_does_not_fail_leaves_no_counter(limiter: Limiter) -> None:
    with pytest.raises(UnavailableError):
        attempt(limiter, UnavailableError())

    assert limiter.counters.counters == {}


def test_refused_client_adds_no_counters(limiter: Limiter) -> None:
    limiter.log_ins_per_address = limits.limit(1, "log-ins-per-address")

    with pytest.raises(WrongPasswordError):
        attempt(limiter, WrongPasswordError(), "0")
    for number in range(10):
        with pytest.raises(TooManyRequestsError):
            attempt(limiter, account=f"{number}")

    assert len(limiter.counters.counters) == 2


def test_counters_can_be_reset(limiter: Limiter) -> None:
    with pytest.raises(WrongPasswordError):
        attempt(limiter, WrongPasswordError())
    assert limiter.counters.check()
    assert limiter.counters.reset() == 2
    assert not is_refused(limiter)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of(address) == client

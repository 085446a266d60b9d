"""Password hashing: cost and limits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    make_password,
)
from django.db import connections
from django.test import override_settings

from app import settings
from app.errors import UnavailableError
from app.users import hashing, service
from app.users.models import User
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def production_hashers() -> Iterator[None]:
    """Use the hasher of production; other tests use a faster one."""
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        yield


def test_hash_has_the_cost_that_owasp_recommends() -> None:
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def check_refused(stored: str) -> None:
    """Expect that passwords are neither hashed nor checked."""
    with pytest.raises(UnavailableError):
        make_password(PASSWORD)
    with pytest.raises(UnavailableError):
        check_password(PASSWORD, stored)


def test_hashing_is_refused_if_too_many_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = BoundedSemaphore(1)
    monkeypatch.setattr(hashing, "places", places)
    stored = make_password(PASSWORD)  # releases its place afterwards
    places.acquire()

    check_refused(stored)


def test_hashing_is_refused_after_waiting_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = make_password(PASSWORD)
    done = Event()
    with ThreadPoolExecutor(max_workers=1) as executor:
        executor.submit(done.wait)
        monkeypatch.setattr(hashing, "executor", executor)
        monkeypatch.setattr(hashing, "QUEUE_SECONDS", 0)

        check_refused(stored)
        done.set()


@pytest.mark.django_db(transaction=True)
def test_registration_holds_no_connection_while_hashing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[object] = []
    caller = connections["default"]  # other threads have their own
    encode = Argon2PasswordHasher.encode

    def spy(*args: Any) -> str:
        held.append(caller.connection)
        return encode(*args)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", spy)
    User.objects.exists()

    service.create(email="ada@example.com", name="Ada", password=PASSWORD)

    assert held == [None]

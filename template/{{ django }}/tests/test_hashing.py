"""Password hashing: its cost, and how few wait for it at once."""

from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    make_password,
)
from django.db import connection
from django.test import override_settings

from app import settings
from app.errors import UnavailableError
from app.users import hashing, service
from app.users.models import User
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def production_hashers() -> Iterator[None]:
    """Hash as the service does, where the other tests take no time for it."""
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        yield


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Have one hash at work, and room for so many more to wait for it in vain."""

    def occupy(waiting: int) -> None:
        places = BoundedSemaphore(1 + waiting)
        workers = BoundedSemaphore(1)
        for taken in (places, workers):
            taken.acquire()
        monkeypatch.setattr(hashing, "places", places)
        monkeypatch.setattr(hashing, "workers", workers)
        monkeypatch.setattr(hashing, "QUEUE_SECONDS", 0)

    return occupy


def test_hash_costs_what_owasp_recommends() -> None:
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("waiting", [0, 1], ids=["no room", "no turn"])
def test_hashing_is_refused_while_others_wait(
    busy: Callable[[int], None], waiting: int
) -> None:
    stored = make_password(PASSWORD)
    busy(waiting)

    for _ in range(2):
        with pytest.raises(UnavailableError):
            check_password(PASSWORD, stored)
        with pytest.raises(UnavailableError):
            make_password(PASSWORD)


def test_hashing_ends_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "places", BoundedSemaphore(1))
    monkeypatch.setattr(hashing, "workers", BoundedSemaphore(1))

    stored = make_password(PASSWORD)

    assert check_password(PASSWORD, stored)
    assert not check_password("Wrong horse 1", stored)


@pytest.mark.django_db(transaction=True)
def test_registration_holds_no_connection_while_it_hashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[object] = []
    encode = Argon2PasswordHasher.encode

    def spy(*args: Any) -> str:
        held.append(connection.connection)
        return encode(*args)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", spy)
    User.objects.exists()

    service.create(email="ada@example.com", name="Ada", password=PASSWORD)

    assert held == [None]

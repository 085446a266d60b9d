"""Password hashes (Argon2id)."""

from runpy import run_path

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.users import passwords


def hasher(*, time_cost: int) -> PasswordHash:
    return PasswordHash(
        (Argon2Hasher(time_cost=time_cost, memory_cost=8, parallelism=1),)
    )


def test_hash_is_salted_argon2id() -> None:
    one, two = passwords.hash_password("secret"), passwords.hash_password("secret")

    assert one != two
    assert one.startswith("$argon2id$")


def test_hash_has_the_parameters_that_owasp_recommends() -> None:
    hasher = run_path(passwords.__file__)["hasher"]  # the tests use a faster one

    assert hasher.hash("secret").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_hash_is_verified() -> None:
    stored = passwords.hash_password("secret")

    assert passwords.verify_password("secret", stored) == (True, None)
    assert passwords.verify_password("Secret", stored) == (False, None)


def test_hash_with_other_parameters_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = hasher(time_cost=1).hash("secret")
    monkeypatch.setattr(passwords, "hasher", hasher(time_cost=2))

    is_right, renewed = passwords.verify_password("secret", stored)

    assert is_right
    assert renewed
    assert passwords.verify_password("secret", renewed) == (True, None)


def test_missing_user_takes_as_long_as_any(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    used = hasher(time_cost=1)

    class Spy:
        hash = used.hash

        def verify(self, password: str, hashed: str) -> bool:
            verified.append(hashed)
            return used.verify(password, hashed)

    monkeypatch.setattr(passwords, "hasher", Spy())
    passwords.dummy_hash.cache_clear()

    assert passwords.verify_password("secret", None) == (False, None)
    assert passwords.verify_password("nobody's password", None) == (False, None)
    assert len(verified) == 2
    passwords.dummy_hash.cache_clear()

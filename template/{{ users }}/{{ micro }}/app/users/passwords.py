"""Password hashes (Argon2id).

These functions block for tens of milliseconds. Call `app.users.hashing` instead.
"""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# 19 MiB, two passes, one lane: the minimum that OWASP recommends. Log-in replaces a
# hash that has other parameters.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    return hasher.hash(password)


def verify_password(
    password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Compare a password with a hash.

    Args:
        password_hash: None if the user doesn't exist, which takes as long as a
            comparison.

    Returns:
        Whether the password is right, and a new hash to store if the parameters
        have changed.
    """
    if password_hash is None:
        hasher.verify(password, dummy_hash())
        return False, None
    return hasher.verify_and_update(password, password_hash)


@cache
def dummy_hash() -> str:
    return hasher.hash("nobody's password")

"""Password hashes: Argon2id. Hashing takes tens of milliseconds of a processor.

It blocks: `app.users.hashing` is what the service calls.
"""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# 19 MiB, two passes, one lane: what OWASP asks for at least. Log-in renews a hash that
# was made with other parameters.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
hasher = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    return hasher.hash(password)


def verify_password(
    password: str, password_hash: str | None
) -> tuple[bool, str | None]:
    """Compare, and hash anew where the parameters have changed since.

    Args:
        password_hash: None, for a user that there is not, takes as long as any.

    Returns:
        Whether the password is right, and the hash to store in place of the old
        one, if any.
    """
    if password_hash is None:
        hasher.verify(password, dummy_hash())
        return False, None
    return hasher.verify_and_update(password, password_hash)


@cache
def dummy_hash() -> str:
    return hasher.hash("nobody's password")

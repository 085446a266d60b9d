"""Password hashes: Argon2id. Hashing takes tens of milliseconds of a processor."""

from functools import cache

from pwdlib import PasswordHash

hasher = PasswordHash.recommended()


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

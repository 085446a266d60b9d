"""Rows for tests to which it matters how many there are."""

from tests.factories import make_user


def make_rows(number: int) -> None:
    """Store so many of everything that the administration shows."""
    for _ in range(number):
        make_user()

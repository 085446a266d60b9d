"""Rows for tests that compare few with many."""

from tests.factories import make_user


def make_rows(number: int) -> None:
    """Store rows of everything that the administration shows."""
    for _ in range(number):
        make_user()

"""Values as pages show them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.display import display
from app.users.models import Role


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        (Decimal("1.50"), "1.50"),
        ("a_b", "a_b"),
        (Role.ADMIN, "Admin"),
        (date(2030, 1, 31), "31 January 2030"),
        (datetime(2030, 1, 31, 12, 5, tzinfo=UTC), "31 January 2030, 12:05"),
        ({"é": []}, '{\n  "é": []\n}'),
    ],
)
def test_display(value: object, text: str) -> None:
    assert display(value) == text

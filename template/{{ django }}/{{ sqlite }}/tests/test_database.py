"""The LIKE operator of SQLite connections."""

import pytest
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "condition", "found"),
    [
        ("ÉTÉ", "LIKE 'été'", 1),
        ("Straße", "LIKE 'stra%'", 1),
        ("a\nb", "LIKE 'a_b'", 1),
        ("100%", r"LIKE '100\%' ESCAPE '\'", 1),
        ("1000", r"LIKE '100\%' ESCAPE '\'", 0),
        ("a.b", "LIKE 'axb'", 0),
        ("axb", "LIKE 'a.b'", 0),
        (None, "LIKE '%'", None),
    ],
)
def test_like_ignores_the_case_of_all_letters(
    text: str | None, condition: str, found: int | None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s {condition.replace('%', '%%')}", [text])
        assert cursor.fetchone() == (found,)

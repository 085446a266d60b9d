"""The options of DATABASE_URL, for psycopg."""

from typing import Any

import pytest

from app.driver import arguments

URL = "postgresql://someone:secret@db.example.com:5432/name"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", {}),
        (
            "sslmode=require&channel_binding=require",
            {"sslmode": "require", "channel_binding": "require"},
        ),
        ("connect_timeout=3", {"connect_timeout": "3"}),
        ("options=-c%20search_path%3Dshop", {"options": "-c search_path=shop"}),
        ("pgbouncer=true", {"prepare_threshold": None}),
        ("pgbouncer=false", {}),
    ],
)
def test_option_becomes_an_argument(options: str, expected: dict[str, Any]) -> None:
    assert arguments(f"{URL}?{options}") == expected


def test_unknown_option_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="shoe_size") as refused:
        arguments(f"{URL}?sslmode=require&shoe_size=42")

    assert "secret" not in str(refused.value)

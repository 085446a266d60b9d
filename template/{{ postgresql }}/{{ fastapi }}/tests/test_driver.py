"""The options of DATABASE_URL, for asyncpg."""

from typing import Any

import pytest

from app.driver import arguments

URL = "postgresql://someone:secret@db.example.com:5432/name"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", {}),
        ("sslmode=require", {"dsn": "postgresql://?sslmode=require"}),
        ("ssl=true", {"dsn": "postgresql://?sslmode=require"}),
        (
            "sslmode=verify-full&sslrootcert=/etc/ca.pem",
            {"dsn": "postgresql://?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"},
        ),
        ("connect_timeout=3", {"timeout": 3}),
        ("application_name=api", {"server_settings": {"application_name": "api"}}),
        (
            "options=-c%20search_path%3Dshop",
            {"server_settings": {"options": "-c search_path=shop"}},
        ),
        ("channel_binding=prefer&gssencmode=disable&keepalives=1", {}),
        ("pgbouncer=true", {"statement_cache_size": 0}),
        ("pgbouncer=false", {}),
    ],
)
def test_option_becomes_an_argument(options: str, expected: dict[str, Any]) -> None:
    assert arguments(f"{URL}?{options}") == expected


@pytest.mark.parametrize(
    "option", ["channel_binding=require", "connect_timeout=soon", "shoe_size=42"]
)
def test_option_that_has_no_effect_is_refused_by_name(option: str) -> None:
    with pytest.raises(ValueError, match=option.partition("=")[0]) as refused:
        arguments(f"{URL}?sslmode=require&{option}")

    assert "secret" not in str(refused.value)

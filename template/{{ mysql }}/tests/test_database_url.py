"""The options of DATABASE_URL, as other clients of MySQL spell them."""

import pytest

from app.database_url import options

URL = "mysql://someone:secret@db.example.com:3306/name"


@pytest.mark.parametrize(
    ("given", "name", "expected"),
    [
        ("ssl-mode=REQUIRED", "ssl_mode", "REQUIRED"),
        ("ssl_mode=verify_ca", "ssl_mode", "VERIFY_CA"),
        ("sslMode=verify-identity", "ssl_mode", "VERIFY_IDENTITY"),
        ("ssl=true", "ssl_mode", "REQUIRED"),
        ("useSSL=false", "ssl_mode", "DISABLED"),
        ("sslaccept=strict", "ssl_mode", "VERIFY_IDENTITY"),
        ("ssl-ca=/etc/ca.pem", "ssl_ca", "/etc/ca.pem"),
        ("ssl_cert=/etc/me.pem", "ssl_cert", "/etc/me.pem"),
        ("charset=utf8mb4", "charset", "utf8mb4"),
        ("connectTimeout=3", "connect_timeout", "3"),
        ("socket=/run/mysqld.sock", "unix_socket", "/run/mysqld.sock"),
    ],
)
def test_option_is_known_by_each_spelling(given: str, name: str, expected: str) -> None:
    assert options(f"{URL}?{given}") == {name: expected}


@pytest.mark.parametrize(
    "option", ["ssl-mode=MAYBE", "connect_timeout=soon", "shoe-size=42"]
)
def test_unknown_option_is_refused_by_name(option: str) -> None:
    with pytest.raises(ValueError, match=option.partition("=")[0]) as refused:
        options(f"{URL}?{option}")

    assert "secret" not in str(refused.value)

"""The options of DATABASE_URL, for asyncmy."""

import ssl

import pytest

from app.driver import arguments

URL = "mysql://someone:secret@db.example.com:3306/name"


def test_options_without_tls_become_arguments() -> None:
    given = "ssl-mode=DISABLED&charset=utf8mb4&connect_timeout=3"

    assert arguments(f"{URL}?{given}") == {"charset": "utf8mb4", "connect_timeout": 3}


@pytest.mark.parametrize(
    ("mode", "verifies", "checks_the_name"),
    [
        ("REQUIRED", ssl.CERT_NONE, False),
        ("VERIFY_CA", ssl.CERT_REQUIRED, False),
        ("VERIFY_IDENTITY", ssl.CERT_REQUIRED, True),
    ],
)
def test_mode_decides_what_is_verified(
    mode: str, verifies: ssl.VerifyMode, checks_the_name: bool
) -> None:
    context = arguments(f"{URL}?ssl-mode={mode}")["ssl"]

    assert context.verify_mode is verifies
    assert context.check_hostname is checks_the_name


def test_certificate_of_the_client_is_read() -> None:
    with pytest.raises(FileNotFoundError):
        arguments(f"{URL}?ssl-mode=REQUIRED&ssl-cert=/nowhere/me.pem")


def test_mode_that_leaves_the_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="ssl-mode"):
        arguments(f"{URL}?ssl-mode=PREFERRED")

"""The options of DATABASE_URL, for mysqlclient."""

from app.driver import arguments

URL = "mysql://someone:secret@db.example.com:3306/name"


def test_options_become_arguments() -> None:
    given = (
        "ssl-mode=VERIFY_CA&ssl-ca=/etc/ca.pem&ssl-key=/etc/me.key"
        "&charset=utf8mb4&connect_timeout=3"
    )

    assert arguments(f"{URL}?{given}") == {
        "charset": "utf8mb4",
        "ssl_mode": "VERIFY_CA",
        "connect_timeout": 3,
        "ssl": {"ca": "/etc/ca.pem", "key": "/etc/me.key"},
    }

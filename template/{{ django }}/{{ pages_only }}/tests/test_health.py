"""The probes: whether the process runs, and whether its database answers."""

from unittest.mock import Mock

import pytest
from django.test import Client

from app import health


def test_live_touches_nothing(client: Client) -> None:
    response = client.get("/health/live")

    assert response.json() == {"status": "ok"}


@pytest.mark.django_db(transaction=True)
def test_ready_asks_the_database(client: Client) -> None:
    response = client.get("/health/ready", headers={"Host": "10.0.0.1"})

    assert response.json() == {"status": "ok", "checks": {"database": "ok"}}


def test_ready_tells_what_failed_and_not_why(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ping", Mock(side_effect=OSError("no such host")))

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {"database": "failed"},
    }

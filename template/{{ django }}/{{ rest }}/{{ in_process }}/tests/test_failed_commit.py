"""A commit that fails: the caller gets an error, and no mail is sent."""

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from httpx2 import Client

from app import background
from app.users.models import User
from tests.api.accounts import registration
from tests.api.problems import check_problem


def test_failed_commit_is_an_error(
    committing_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []

    def fail(_: BaseDatabaseWrapper) -> None:
        raise OperationalError

    monkeypatch.setattr("app.mail.send", lambda _, **mail: sent.append(mail))
    monkeypatch.setattr(background, "submit", lambda work, *_, **__: sent.append(work))
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "commit", fail)
        response = committing_client.post("/api/users", json=registration())

    check_problem(response, 500, "internal_error")
    assert not sent
    assert not User.objects.exists()

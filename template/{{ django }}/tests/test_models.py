"""What the database itself keeps of users."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from app.users import service
from app.users.models import User
from tests.factories import PASSWORD, make_user

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_role_has_to_be_known() -> None:
    user = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(role="owner")


def test_creation_is_timed_by_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LONG_AGO)

    user = make_user()

    assert user.updated_at == LONG_AGO
    assert abs((user.created_at - datetime.now(UTC)).total_seconds()) < 60


def test_addresses_differ_by_any_letter() -> None:
    for email in ("zoe@example.com", "zoë@example.com"):
        service.create(email=email, name="Zoë", password=PASSWORD)

    assert User.objects.count() == 2


def test_addresses_are_unique_whatever_their_case() -> None:
    user = make_user()

    for write in (
        lambda email: User.objects.bulk_create([User(email=email, name="Eve")]),
        lambda email: User.objects.filter(pk=user.pk).update(email=email),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(user.email.replace("example", "Example"))


@pytest.mark.parametrize(
    ("text", "found"),
    [("ŁUCJA", True), ("EXAMPLE.com", True), ("%", False), ("_ucja", False)],
)
def test_search_ignores_case_and_knows_no_wildcards(text: str, found: bool) -> None:
    make_user(name="Łucja")

    assert User.objects.search(text).exists() is found

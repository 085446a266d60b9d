"""Constraints and queries of users."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from app.conflicts import translate
from app.errors import EmailTakenError, NotFoundError
from app.users import service
from app.users.models import Role, User
from tests.factories import PASSWORD, make_admin, make_user

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_unknown_role_is_rejected() -> None:
    user = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(role="owner")


def test_creation_time_comes_from_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LONG_AGO)

    user = make_user()

    assert user.updated_at == LONG_AGO
    assert abs((user.created_at - datetime.now(UTC)).total_seconds()) < 60


def test_addresses_with_different_accents_differ() -> None:
    for email in ("zoe@example.com", "zoë@example.com"):
        service.create(email=email, name="Zoë", password=PASSWORD)

    assert User.objects.count() == 2


def test_addresses_are_unique_in_upper_and_lower_case() -> None:
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
def test_search_ignores_case_and_wildcards(text: str, found: bool) -> None:
    make_user(name="Łucja")

    assert User.objects.search(text).exists() is found


def test_only_a_taken_address_is_an_email_taken_error() -> None:
    user = make_user()

    with pytest.raises(IntegrityError):
        service.update(user, changes={"role": "owner"})
    with pytest.raises(EmailTakenError):
        service.update(make_user(), changes={"email": user.email})


@pytest.mark.django_db(
    transaction=True
)  # some databases check references at the commit
def test_reference_to_a_deleted_row_is_recognized() -> None:
    membership = User.groups.through(user_id=make_user().pk, group_id=2**30)

    with pytest.raises(IntegrityError) as raised:
        membership.save()

    assert isinstance(translate(raised.value), NotFoundError)


def test_admin_has_every_permission_and_others_those_given() -> None:
    admin, user, other = make_admin(), make_user(), make_user()
    permission = Permission.objects.get(codename="change_user")
    group = Group.objects.create(name="Editors")
    group.permissions.add(permission)
    user.groups.add(group)

    assert admin.has_perm("users.change_user")
    assert user.has_perm("users.change_user")
    assert not other.has_perm("users.change_user")
    allowed = ModelBackend().with_perm("users.change_user")
    assert set(allowed) == {admin, user}


@pytest.mark.parametrize("role", Role)
def test_superusers_are_the_administrators(role: Role) -> None:
    user = make_user()
    assert not user.is_superuser

    service.update(user, changes={"role": role})

    is_admin = role == Role.ADMIN
    assert User.objects.filter(is_superuser=True).contains(user) is is_admin


def test_permission_required_checks_permissions(rf: RequestFactory) -> None:
    view = permission_required("users.view_user", raise_exception=True)(HttpResponse)
    request = rf.get("/")

    request.user = make_admin()
    assert view(request).status_code == 200
    request.user = make_user()
    with pytest.raises(PermissionDenied):
        view(request)

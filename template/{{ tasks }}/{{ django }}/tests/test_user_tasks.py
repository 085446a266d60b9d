"""Tasks of users."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.test import override_settings
from django.utils import timezone

from app.config import Settings
from app.errors import EmailTakenError
from app.queue.models import Job
from app.users import service, tasks
from app.users.models import Role, User
from tests.factories import PASSWORD, make_user

PAGE = "https://example.com/verify-email"
DATABASE = {"default": {"BACKEND": "app.queue.backends.DatabaseBackend"}}

pytestmark = pytest.mark.django_db


def test_registration_enqueues_a_welcome_mail(mailoutbox: list[EmailMessage]) -> None:
    new = {"password": PASSWORD, "page": PAGE}
    with override_settings(TASKS=DATABASE):
        user = service.register(email="Ada@example.com", name="Ada", **new)
        with pytest.raises(EmailTakenError):
            service.register(email="ada@example.com", name="Eve", **new)

    (job,) = Job.objects.all()
    assert job.arguments == {"args": [user.pk, PAGE], "kwargs": {}}
    tasks.send_welcome.call(*job.arguments["args"])
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.com"]
    assert f"{PAGE}?token=" in str(mail.body)


@pytest.mark.parametrize("task", [tasks.send_welcome, tasks.send_verification])
def test_no_mail_is_sent_without_an_active_user(
    mailoutbox: list[EmailMessage], task: Any
) -> None:
    inactive = make_user()
    User.objects.filter(pk=inactive.pk).update(is_active=False)

    for user_id in (0, inactive.pk):
        task.call(user_id, PAGE)

    assert mailoutbox == []


def test_verification_is_sent_until_the_address_is_verified(
    mailoutbox: list[EmailMessage],
) -> None:
    user = make_user()
    tasks.send_verification.call(user.pk, PAGE)
    User.objects.filter(pk=user.pk).update(email_verified=True)
    tasks.send_verification.call(user.pk, PAGE)

    assert [mail.to for mail in mailoutbox] == [[user.email]]


@pytest.fixture
def make_old_user() -> Callable[..., User]:
    """A function that stores a user, made before so many days."""

    def make(days: int = 31, **fields: Any) -> User:
        user = make_user(**fields)
        then = timezone.now() - timedelta(days=days)
        User.objects.filter(pk=user.pk).update(created_at=then, updated_at=then)
        return user

    return make


@pytest.fixture
def verification_required(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(require_verified_email=True)
    monkeypatch.setattr(tasks, "get_settings", lambda: settings)


@pytest.mark.usefixtures("verification_required")
def test_unverified_accounts_are_deleted(
    make_old_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 2)
    for _ in range(3):
        make_old_user()
    with_new_address = make_old_user()
    User.objects.filter(pk=with_new_address.pk).update(updated_at=timezone.now())
    referred_to = make_old_user()
    LogEntry.objects.create(
        user=referred_to,
        action_flag=CHANGE,
        content_type=ContentType.objects.get_for_model(User),
    )
    kept = {
        make_old_user(days=29),
        make_old_user(email_verified=True),
        make_old_user(role=Role.ADMIN),
        with_new_address,
        referred_to,
    }

    tasks.delete_unverified.call()

    assert set(User.objects.all()) == kept


def test_unverified_accounts_stay_where_they_may_be_used(
    make_old_user: Callable[..., User],
) -> None:
    make_old_user()

    tasks.delete_unverified.call()

    assert User.objects.exists()

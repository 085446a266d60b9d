"""Tasks of users: mails with links, and the deletion of unverified accounts."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from app.config import get_settings
from app.queue import limits, schedule, task
from app.users import links, mails
from app.users.models import Role, User

UNVERIFIED_DAYS = 30
BATCH = 500

log = structlog.get_logger()


@task
def send_welcome(user_id: int, page: str) -> None:
    """Welcome a new user, with a verification link."""
    if user := User.objects.filter(pk=user_id, is_active=True).first():
        mails.send_welcome(
            get_settings(), to=user.email, name=user.name, link=link_to(page, user)
        )


@task
def send_verification(user_id: int, page: str) -> None:
    unverified = User.objects.filter(is_active=True, email_verified=False)
    if user := unverified.filter(pk=user_id).first():
        mails.send_verification(
            get_settings(), to=user.email, name=user.name, link=link_to(page, user)
        )


def link_to(page: str, user: User) -> str:
    return f"{page}?token={links.verification_token(user)}"


@schedule(every=timedelta(days=1), at=timedelta(hours=3))
@task
@limits(seconds=600)
def delete_unverified() -> None:
    """Delete accounts whose address was not verified within 30 days.

    Only if REQUIRE_VERIFIED_EMAIL is set: otherwise they may be in use. Administrators
    stay, and accounts that anything refers to. A new address has 30 days as well.
    """
    if not get_settings().require_verified_email:
        return
    since = timezone.now() - timedelta(days=UNVERIFIED_DAYS)
    unverified = User.objects.filter(
        email_verified=False,
        is_active=True,
        role=Role.USER,
        updated_at__lt=since,
        **{f"{relation.name}__isnull": True for relation in User._meta.related_objects},
    )
    while batch := list(unverified.values_list("pk", flat=True)[:BATCH]):
        users = User.objects.filter(pk__in=batch).order_by("pk")
        with transaction.atomic():
            # Locked, and checked again: some may have been verified in the meantime.
            locked = [user.pk for user in users.select_for_update()]
            _, rows = unverified.filter(pk__in=locked).delete()
        log.info("users.unverified_deleted", count=rows.get(User._meta.label, 0))

"""Rules of users: unique addresses, and at least one active administrator."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from app.config import get_settings
from app.constraints import is_duplicate
from app.errors import (
    ConflictError,
    EmailTakenError,
    LastAdminError,
    NotFoundError,
    RegistrationClosedError,
)
from app.users import verification
from app.users.models import Role, User


def register(*, email: str, name: str, password: str, page: str) -> User:
    """Register a user and send a welcome mail.

    Args:
        page: The URL of the page that verifies e-mail addresses.

    Raises:
        RegistrationClosedError: Registration is closed by the settings.
        EmailTakenError: Another user has this address.
    """
    if not get_settings().registration_open:
        raise RegistrationClosedError
    user = new_user(email=email, name=name, password=password)
    with transaction.atomic():
        save(user)
        verification.send_welcome_later(user=user, page=page)
    return user


def create(
    *,
    email: str,
    name: str,
    password: str,
    role: Role = Role.USER,
    email_verified: bool = False,
) -> User:
    """Create a user.

    Raises:
        EmailTakenError: Another user has this address.
    """
    user = new_user(
        email=email,
        name=name,
        password=password,
        role=role,
        email_verified=email_verified,
    )
    save(user)
    return user


def new_user(*, email: str, password: str, **fields: Any) -> User:
    """Build a user, unsaved. Call it before a transaction, since hashing is slow."""
    user = User(email=email.lower(), **fields)
    user.set_password(password)
    return user


@transaction.atomic
def update(user: User, *, changes: Mapping[str, Any]) -> User:
    """Change these fields of the stored user, and no others.

    Raises:
        NotFoundError: The user was deleted in the meantime.
        EmailTakenError: Another user has this address.
        LastAdminError: No active administrator would be left.
    """
    admins = lock_admins(user) if changes.keys() & {"role", "is_active"} else set()
    stored = lock(user)
    for name, value in changes.items():
        setattr(stored, name, value)
    if admins == {stored.pk} and not (stored.is_active and stored.is_admin):
        raise LastAdminError
    if changes:
        save(stored, *changes)
    return stored


def delete(*users: User) -> None:
    """Delete users and everything they own.

    Raises:
        NotFoundError: All of them were deleted in the meantime.
        LastAdminError: No active administrator would be left.
        ConflictError: Another request stored something of theirs in the meantime.
    """
    ids = {user.pk for user in users}
    try:
        with transaction.atomic():
            admins = lock_admins(*users)
            if admins and admins <= ids:
                raise LastAdminError
            _, rows = User.objects.filter(pk__in=ids).delete()
    except IntegrityError as error:
        raise ConflictError from error
    if not rows.get(User._meta.label):
        raise NotFoundError


def lock(user: User) -> User:
    """Lock a user until the transaction ends, and read it again.

    Raises:
        NotFoundError: The user was deleted in the meantime.
    """
    stored = User.objects.select_for_update().filter(pk=user.pk).first()
    if stored is None:
        raise NotFoundError
    return stored


def lock_admins(*others: User) -> set[int]:
    """Lock the active administrators and other users; return the administrators' IDs.

    Of two requests that each remove one of the last two administrators, the second
    waits here. Rows are locked in the order of their IDs, which prevents deadlocks.
    """
    admins = User.objects.active_admins().values_list("pk", flat=True)
    ids = {*admins, *(user.pk for user in others)}
    rows = User.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    return {row.pk for row in rows if row.is_active and row.is_admin}


def save(user: User, *fields: str) -> None:
    """Save a new user, or these fields of a stored one.

    Raises:
        EmailTakenError: Another user has this address.
    """
    try:
        with transaction.atomic():
            user.save(update_fields=[*fields, "updated_at"] if fields else None)
    except IntegrityError as error:
        if is_duplicate(error, table=User._meta.db_table, column="email"):
            raise EmailTakenError from error
        raise
    if not fields:
        user.refresh_from_db()  # created_at comes from the database

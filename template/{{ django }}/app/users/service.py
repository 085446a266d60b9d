"""The rules of users: unique addresses, and always an administrator."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from app.background import after_commit
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
    """Store a user who registers; a welcome mail follows.

    Args:
        page: The address of the page that verifies the user's own.

    Raises:
        RegistrationClosedError: The settings say so.
        EmailTakenError: The database's constraint decides.
    """
    if not get_settings().registration_open:
        raise RegistrationClosedError
    user = new_user(email=email, name=name, password=password)
    with transaction.atomic():
        save(user)
        after_commit(verification.send_welcome, user=user, page=page)
    return user


def create(
    *,
    email: str,
    name: str,
    password: str,
    role: Role = Role.USER,
    email_verified: bool = False,
) -> User:
    """Store a new user.

    Raises:
        EmailTakenError: The database's constraint decides.
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
    """Hash the password, which takes long, before a transaction is open."""
    user = User(email=email.lower(), **fields)
    user.set_password(password)
    return user


@transaction.atomic
def update(user: User, *, changes: Mapping[str, Any]) -> User:
    """Change these fields of the stored user, and no others.

    Raises:
        NotFoundError: The user was deleted meanwhile.
        EmailTakenError: The address is another user's.
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
    """Delete users, and what they have made.

    Raises:
        NotFoundError: They were all deleted meanwhile.
        LastAdminError: No active administrator would be left.
        ConflictError: Something of theirs was stored meanwhile.
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
    """Read a user, whom no other request changes until the transaction ends.

    Raises:
        NotFoundError: The user was deleted meanwhile.
    """
    stored = User.objects.select_for_update().filter(pk=user.pk).first()
    if stored is None:
        raise NotFoundError
    return stored


def lock_admins(*others: User) -> set[int]:
    """Lock the active administrators, and others with them; return the former's ids.

    Of two requests that would each take away the other's last administrator, the second
    waits here. All rows are locked in one order, so that two never wait for each other.
    """
    admins = User.objects.active_admins().values_list("pk", flat=True)
    ids = {*admins, *(user.pk for user in others)}
    rows = User.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    return {row.pk for row in rows if row.is_active and row.is_admin}


def save(user: User, *fields: str) -> None:
    """Write a new user, or these fields of a stored one.

    Raises:
        EmailTakenError: The address is another user's.
    """
    try:
        with transaction.atomic():
            user.save(update_fields=[*fields, "updated_at"] if fields else None)
    except IntegrityError as error:
        if is_duplicate(error, table=User._meta.db_table, column="email"):
            raise EmailTakenError from error
        raise
    if not fields:
        user.refresh_from_db()  # the database knows when it was created

"""The rules of users: unique addresses, and always an administrator."""

from django.db import IntegrityError, transaction

from app.background import after_commit
from app.config import get_settings
from app.errors import EmailTakenError, LastAdminError, RegistrationClosedError
from app.users.mails import send_welcome
from app.users.models import Role, User


def register(*, email: str, name: str, password: str) -> User:
    """Store a user who registers; a welcome mail follows.

    Raises:
        RegistrationClosedError: The settings say so.
        EmailTakenError: The database's constraint decides.
    """
    settings = get_settings()
    if not settings.registration_open:
        raise RegistrationClosedError
    with transaction.atomic():
        user = create(email=email, name=name, password=password)
        after_commit(send_welcome, settings, to=user.email, name=user.name)
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
    user = User(
        email=email.lower(), name=name, role=role, email_verified=email_verified
    )
    user.set_password(password)
    save(user)
    user.refresh_from_db()  # the database knows when it was created
    return user


@transaction.atomic
def update(user: User) -> None:
    """Write a user whose address, name, role or activity was changed.

    Raises:
        EmailTakenError: The address is another user's.
        LastAdminError: No active administrator would be left.
    """
    if not (user.is_active and user.is_admin):
        require_other_admin(user)
    save(user)


@transaction.atomic
def delete(*users: User) -> None:
    """Delete users, and what they have made.

    Raises:
        LastAdminError: No active administrator would be left.
    """
    require_other_admin(*users)
    User.objects.filter(pk__in=[user.pk for user in users]).delete()


def require_other_admin(*users: User) -> None:
    """Make sure that an active administrator is left without these users.

    Raises:
        LastAdminError: There is no other.
    """
    # Of two requests that would each take away the other's last, the second one waits
    # here until the first one is committed.
    admins = User.objects.active_admins().select_for_update()
    ids = set(admins.values_list("pk", flat=True))
    if ids and ids <= {user.pk for user in users}:
        raise LastAdminError


def save(user: User) -> None:
    """Write it; the only constraint a valid user can break is the address.

    Raises:
        EmailTakenError: It did.
    """
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise EmailTakenError from error

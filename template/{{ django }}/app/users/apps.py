"""The app of users."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

if TYPE_CHECKING:  # models load after apps
    from django.contrib.auth.base_user import AbstractBaseUser


class UsersConfig(AppConfig):
    name = "app.users"

    def ready(self) -> None:
        # Takes the place of Django's receiver, which fails if the user was deleted
        # in the meantime.
        user_logged_in.connect(record_log_in, dispatch_uid="update_last_login")


def record_log_in(
    sender: "type[AbstractBaseUser]", user: "AbstractBaseUser", **_: Any
) -> None:
    user.last_login = timezone.now()
    stored = sender._default_manager.filter(pk=user.pk)
    stored.update(last_login=user.last_login)

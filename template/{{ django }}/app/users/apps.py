"""The app of users and their tokens."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

if TYPE_CHECKING:  # models are loaded after the apps
    from django.contrib.auth.base_user import AbstractBaseUser


class UsersConfig(AppConfig):
    name = "app.users"

    def ready(self) -> None:
        # In place of Django's receiver of this name, which comes later: that one fails
        # if the user is deleted meanwhile.
        user_logged_in.connect(record_log_in, dispatch_uid="update_last_login")


def record_log_in(
    sender: "type[AbstractBaseUser]", user: "AbstractBaseUser", **_: Any
) -> None:
    user.last_login = timezone.now()
    stored = sender._default_manager.filter(pk=user.pk)
    stored.update(last_login=user.last_login)

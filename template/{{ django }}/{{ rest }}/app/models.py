"""What the features' models are made of."""

import secrets
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Now


class Timestamps(models.Model):
    """The database tells when a row was made, Django when it was last saved."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Revocable(AbstractBaseUser):
    """A user whose tokens are those of its present version only.

    Whatever changes who the user is revokes them: a new password, role or activity.
    """

    role: str
    _password: str | None  # set by set_password(), and not where a hash is renewed

    # A random start: a token of a deleted user is no token of the next with its id.
    token_version = models.PositiveIntegerField(
        default=partial(secrets.randbelow, 2**30), editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._password is not None or self.was_other():
            self.revoke_tokens()
        super().save(*args, **kwargs)

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self.revoke_tokens()

    def was_other(self) -> bool:
        """Whether the database has it with another role or activity."""
        stored = type(self)._default_manager.filter(pk=self.pk).first()
        return stored is not None and (
            (stored.role, stored.is_active) != (self.role, self.is_active)
        )

    def revoke_tokens(self) -> None:
        """Refuse, once this is saved, every token that was issued before."""
        self.token_version += 1

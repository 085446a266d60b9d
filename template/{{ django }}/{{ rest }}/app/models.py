"""What the features' models are made of."""

import secrets
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


def first_token_version() -> int:
    """A random start: a token of a deleted user is no token of the next with its id."""
    return secrets.randbelow(2**30)


class Revocable(AbstractBaseUser):
    """A user whose tokens are those of its present version only."""

    token_version = models.PositiveIntegerField(
        default=first_token_version, editable=False
    )

    _password: str | None  # set by set_password(), and not where a hash is renewed

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._password is not None:
            self.revoke_tokens()
        super().save(*args, **kwargs)

    def revoke_tokens(self) -> None:
        """Refuse, once this is saved, every token that was issued before."""
        self.token_version += 1

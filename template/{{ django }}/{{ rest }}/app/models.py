"""Base classes of models."""

import secrets
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

M = TypeVar("M", bound=models.Model)

# A change of one of these fields revokes the tokens of a user.
ACCESS = {"password", "role", "is_active"}


class Timestamps(models.Model):
    """Adds the times of creation, set by the database, and of the last update."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class RevocableQuerySet(models.QuerySet[M]):
    def update(self, **values: Any) -> int:
        """Update the rows, and revoke tokens if a field of `ACCESS` is among them."""
        if ACCESS & values.keys():
            values["token_version"] = F("token_version") + 1
        return super().update(**values)


class Revocable(AbstractBaseUser):
    """A user whose tokens can be revoked: they are valid for one `token_version`.

    Saving a new password, role or status raises it. Saving an instance that was read
    before never restores an earlier version.
    """

    # Random: the token of a deleted user is invalid for the next one with the id.
    token_version = models.PositiveIntegerField(
        default=partial(secrets.randbelow, 2**30), editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        fields = options.get("update_fields")
        written = ACCESS if fields is None else ACCESS.intersection(fields)
        if self._state.adding or not written:
            super().save(*args, **options)
            return
        with transaction.atomic():
            users = type(self)._default_manager.select_for_update()
            if stored := users.filter(pk=self.pk).first():
                changed = any(getattr(self, n) != getattr(stored, n) for n in written)
                self.token_version = stored.token_version + changed
            if fields is not None:
                options["update_fields"] = {*fields, "token_version"}
            super().save(*args, **options)

    def revoke_tokens(self) -> None:
        """Revoke all tokens issued so far."""
        user = type(self)._default_manager.filter(pk=self.pk)
        with transaction.atomic():
            if user.update(token_version=F("token_version") + 1):
                self.refresh_from_db(fields=["token_version"])

"""What the features' models are made of."""

import secrets
from functools import partial
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

M = TypeVar("M", bound=models.Model)

# Tokens end when one of these changes: it is what they were issued for.
ACCESS = {"password", "role", "is_active"}


class Timestamps(models.Model):
    """The database tells when a row was made, Django when it was last saved."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class RevocableQuerySet(models.QuerySet[M]):
    def update(self, **values: Any) -> int:
        """Revoke the tokens too, where that changes what users may do."""
        if ACCESS & values.keys():
            values["token_version"] = F("token_version") + 1
        return super().update(**values)


class Revocable(AbstractBaseUser):
    """A user whose tokens are those of its present version only.

    A new password, role or activity revokes them, however it is saved. Nothing that was
    read before brings an earlier version back.
    """

    # A random start: a token of a deleted user is no token of the next with its id.
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
        """Refuse every token that was issued before."""
        user = type(self)._default_manager.filter(pk=self.pk)
        with transaction.atomic():
            if user.update(token_version=F("token_version") + 1):
                self.refresh_from_db(fields=["token_version"])

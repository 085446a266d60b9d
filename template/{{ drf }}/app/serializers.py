"""Base classes of serializers: they refuse unknown fields and lose no update."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from app.errors import NotFoundError

M = TypeVar("M", bound=models.Model)


class TextField(serializers.CharField):
    """A string. Refuses numbers instead of converting them."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class EmailField(TextField, serializers.EmailField):
    """An e-mail address."""


# Refuses fields that are unknown or read-only, along with all other errors.
# No docstring: the OpenAPI document would show it for serializers without one.
class Serializer(serializers.Serializer[Any]):
    def to_internal_value(self, data: Any) -> Any:
        errors: Any = {}
        values: Any = {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            errors = error.detail
        if isinstance(data, Mapping):
            for name in sorted(data):
                if name not in self.fields:
                    errors[name] = ["This field is unknown."]
                elif self.fields[name].read_only:
                    errors[name] = ["This field is read-only."]
        if errors:
            raise ValidationError(errors)
        return values


# Saves a row in one transaction, and an existing one under a lock.
class ModelSerializer(Serializer, serializers.ModelSerializer[M]):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: TextField,
        models.EmailField: EmailField,
        models.TextField: TextField,
    }

    @transaction.atomic
    def create(self, validated_data: Any) -> M:
        instance = super().create(validated_data)
        instance.refresh_from_db()  # the database sets some of its values
        return instance

    @transaction.atomic
    def update(self, instance: M, validated_data: Any) -> M:
        """Apply the changes to the row as it is now.

        Raises:
            NotFoundError: The row has been deleted.
        """
        rows = type(instance)._base_manager.select_for_update()
        stored = rows.filter(pk=instance.pk).first()
        if stored is None:
            raise NotFoundError
        return super().update(stored, validated_data)

"""Request and response bodies of publications."""

from datetime import datetime

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from app.publications.models import Publication
from app.serializers import ModelSerializer


class AwareDateTimeField(serializers.DateTimeField):
    """A time with a UTC offset. Refuses times without one."""

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            raise ValidationError("The time must have a UTC offset.")
        return super().enforce_timezone(value)


class PublicationSerializer(ModelSerializer[Publication]):
    publish_at = AwareDateTimeField()

    class Meta:
        model = Publication
        fields = ["publish_at"]

    def validate_publish_at(self, time: datetime) -> datetime:
        if time <= timezone.now():
            raise ValidationError("The time must be in the future.")
        return time

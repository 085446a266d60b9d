"""Columns shared by models."""

from django.db import models
from django.db.models.functions import Now


class Timestamps(models.Model):
    """Times of creation, by the database, and of the last save, by Django."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

"""What the features' models are made of."""

from django.db import models
from django.db.models.functions import Now


class Timestamps(models.Model):
    """The database tells when a row was made, Django when it was last saved."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

"""Enqueues a task for each key: `python -m app.proof TASK KEY…`."""

import os
import sys

import django
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
django.setup()

from app.proof import tasks  # noqa: E402

name, *keys = sys.argv[1:]
with transaction.atomic():
    for key in keys:
        getattr(tasks, name).enqueue(key)

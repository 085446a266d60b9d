"""Enqueues a task for each key: `python -m app.proof TASK KEY…`."""

import sys

from app.main import create_app
from app.proof import tasks

name, *keys = sys.argv[1:]
with create_app().app_context():
    for key in keys:
        getattr(tasks, name).send(key=key)

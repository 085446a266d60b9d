"""The use of the connection pool."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import connection

from app.backend.pool import Pooled
from app.config import get_settings
from app.telemetry import pool_metrics


@contextmanager
def watched() -> Iterator[None]:
    """Measure it from now on."""
    pool = cast(Pooled, connection)
    pool_metrics.watch(get_settings(), lambda: pool.shared.turns)
    yield

"""Traces and error reports of the process."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.config import get_settings
from app.error_reports import reported
from app.telemetry.instrumentation import INSTRUMENTS
from app.tracing import traced


@contextmanager
def telemetry() -> Iterator[None]:
    """Trace and report errors while the process runs."""
    settings = get_settings()
    with reported(settings), traced(settings, INSTRUMENTS):
        yield

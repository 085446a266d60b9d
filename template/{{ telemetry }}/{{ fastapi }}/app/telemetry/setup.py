"""Traces and error reports of the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.error_reports import reported
from app.telemetry.instrumentation import INSTRUMENTS
from app.tracing import traced


@asynccontextmanager
async def telemetry_lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Trace and report errors. FastAPI makes the spans of requests itself."""
    settings = app.state.settings
    with reported(settings), traced(settings, INSTRUMENTS):
        yield

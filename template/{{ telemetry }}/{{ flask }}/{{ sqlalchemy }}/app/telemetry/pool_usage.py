"""Flask extension that measures the use of the engine's connection pool."""

from typing import cast

from flask import Flask

from app.config import Settings
from app.database import db
from app.pool import Pool
from app.telemetry import pool_metrics


def init_app(app: Flask, settings: Settings) -> None:
    engine = db.get_state(app).engine
    pool_metrics.watch(settings, lambda: cast(Pool, engine.pool).turns)

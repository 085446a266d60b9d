"""Flask extension that measures the use of the connection pool."""

from flask import Flask

from app.config import Settings
from app.database import db
from app.telemetry import pool_metrics


def init_app(app: Flask, settings: Settings) -> None:
    pool = db.of(app)
    pool_metrics.watch(settings, lambda: pool.turns)

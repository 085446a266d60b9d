"""Metrics of the connection pool."""

import pytest
from prometheus_client import REGISTRY

from app.config import Settings
from app.database import unit_of_work
from app.main import create_app, lifespan
from app.telemetry import metrics


def value(name: str) -> float | None:
    metrics.sample()
    return REGISTRY.get_sample_value(name)


@pytest.mark.usefixtures("migrated")
async def test_gauges_show_the_use_of_the_pool() -> None:
    app = create_app(Settings(database_pool_size=3))
    async with lifespan(app):
        assert value("database_connections_max") == 3
        assert value("database_connections_in_use") == 0
        async with unit_of_work(app) as session:
            await session.connection()
            assert value("database_connections_in_use") == 1
        assert value("database_connections_in_use") == 0

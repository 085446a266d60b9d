"""Runs the migrations on the database that the settings name."""

import asyncio
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, TypeDecorator

from app import dialect, log
from app.config import get_settings
from app.engine import create_engine
from app.models import load_metadata

# A statement of a migration may take longer than one of a request.
settings = get_settings().model_copy(update={"database_timeout_seconds": 3600})
metadata = load_metadata()


def render_item(
    kind: str, item: Any, autogen_context: AutogenContext
) -> str | Literal[False]:
    """Write a type that decorates another as that one: no revision imports it."""
    database = autogen_context.dialect
    if kind == "type" and isinstance(item, TypeDecorator) and database:
        return f"sa.{item.load_dialect_impl(database)!r}"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        # Where ALTER TABLE is wanting, a new table takes the old one's place.
        render_as_batch=not connection.dialect.supports_alter,
    )
    with context.begin_transaction():
        dialect.lock_migrations(connection)
        context.run_migrations()


async def run_online() -> None:
    engine = create_engine(settings)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


def run_offline() -> None:
    """Print the SQL (`alembic upgrade head --sql`) without a connection."""
    name = create_engine(settings).dialect.name
    context.configure(dialect_name=name, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


log.configure(settings)
if context.is_offline_mode():
    run_offline()
else:
    asyncio.run(run_online())

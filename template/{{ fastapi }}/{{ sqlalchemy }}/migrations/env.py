"""Alembic's environment: migrate the database of the settings."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from app import dialect, log
from app.config import get_settings
from app.engine import create_engine
from app.models import load_metadata
from migrations import autogenerate

# Statements of a migration may take longer than those of a request.
settings = get_settings().model_copy(update={"database_timeout_seconds": 3600})
metadata = load_metadata()


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        # SQLite has almost no ALTER TABLE: Alembic copies the table instead.
        render_as_batch=not connection.dialect.supports_alter,
        autogenerate_plugins=autogenerate.PLUGINS,
        process_revision_directives=autogenerate.process_directives,
        render_item=autogenerate.render_item,
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

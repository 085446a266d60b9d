"""Apply all migrations: `python -m app.migrate`."""

import asyncio
import sys

from tortoise.cli.cli import run_cli_async

from app.config import get_settings
from app.engine import migration_lock


async def migrate() -> int:
    """Run `tortoise migrate` in one process at a time and return its exit code."""
    settings = get_settings().model_copy(update={"database_timeout_seconds": 3600})
    async with migration_lock(settings):
        return await run_cli_async(["migrate"])


if __name__ == "__main__":
    sys.exit(asyncio.run(migrate()))

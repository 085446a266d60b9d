"""Write a migration from the models: `python -m migrations NAME`."""

import asyncio
import sys

from tortoise.migrations.writer import format_migration_name

from migrations._changes import find_changes, source_of, unfillable


def main(name: str) -> str | None:
    """Write the migration, and return the reason if it can't be written."""
    writer = asyncio.run(find_changes())
    if writer is None:
        print("No changes: the migrations match the models.")
        return None
    if problems := list(unfillable(writer.operations)):
        return "\n".join(problems)
    number, *_ = writer.name.split("_")
    writer.name = format_migration_name(int(number), name)
    writer.path().write_text(source_of(writer), encoding="utf-8")
    print(f"Created {writer.path()}.")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

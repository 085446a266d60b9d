"""Revisions for PostgreSQL, which stores a native enum as a type of its own."""

from collections.abc import Iterator

from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Enum, inspect
from sqlalchemy.dialects.postgresql.base import PGInspector


def adapt(
    context: MigrationContext, upgrades: ops.UpgradeOps, downgrades: ops.DowngradeOps
) -> None:
    """Create, extend and drop the types of native enums."""
    complete(upgrades, downgrades)
    complete(downgrades, upgrades)
    upgrades.ops += new_members(context)


def complete(operations: ops.OpContainer, reverse: ops.OpContainer) -> None:
    """Create the types of added columns, and drop all new types in the reverse."""
    for op in list(operations.ops):
        if isinstance(op, ops.CreateTableOp):
            for column in op.to_table().columns:
                reverse.ops += drop_type(column.type)
        for change in op.ops if isinstance(op, ops.ModifyTableOps) else ():
            if isinstance(change, ops.AddColumnOp):
                reverse.ops += drop_type(change.column.type)
                operations.ops[:0] = create_type(change.column.type)


def drop_type(type_: object) -> list[ops.MigrateOperation]:
    if isinstance(type_, Enum) and type_.native_enum:
        return [ops.ExecuteSQLOp(f"DROP TYPE {type_.name}")]
    return []


def create_type(type_: object) -> list[ops.MigrateOperation]:
    if isinstance(type_, Enum) and type_.native_enum:
        members = ", ".join(map(quote, type_.enums))
        return [ops.ExecuteSQLOp(f"CREATE TYPE {type_.name} AS ENUM ({members})")]
    return []


def new_members(context: MigrationContext) -> Iterator[ops.MigrateOperation]:
    """Add members to stored types. PostgreSQL can't drop them in a downgrade."""
    inspector = inspect(context.connection)
    if not isinstance(inspector, PGInspector):
        return
    stored = {enum["name"]: enum["labels"] for enum in inspector.get_enums()}
    for table in context.opts["target_metadata"].tables.values():
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.name in stored:
                for member in column.type.enums:
                    if member not in stored[column.type.name]:
                        yield ops.ExecuteSQLOp(
                            f"ALTER TYPE {column.type.name}"
                            f" ADD VALUE IF NOT EXISTS {quote(member)}"
                        )


def quote(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

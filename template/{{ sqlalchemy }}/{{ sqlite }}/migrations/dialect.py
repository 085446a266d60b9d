"""Revisions for SQLite."""

from alembic.operations import ops
from alembic.runtime.migration import MigrationContext


def adapt(
    context: MigrationContext, upgrades: ops.UpgradeOps, downgrades: ops.DowngradeOps
) -> None:
    """Create and drop indexes directly: only other changes need a copy of the table."""
    unwrap_indexes(upgrades)
    unwrap_indexes(downgrades)


def unwrap_indexes(operations: ops.OpContainer) -> None:
    unwrapped: list[ops.MigrateOperation] = []
    for op in operations.ops:
        if isinstance(op, ops.ModifyTableOps) and all(
            isinstance(change, ops.CreateIndexOp | ops.DropIndexOp) for change in op.ops
        ):
            unwrapped += op.ops
        else:
            unwrapped.append(op)
    operations.ops = unwrapped

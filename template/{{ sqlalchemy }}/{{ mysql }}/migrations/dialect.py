"""Revisions for MySQL and MariaDB."""

from alembic.operations import ops
from alembic.runtime.migration import MigrationContext


def adapt(
    context: MigrationContext, upgrades: ops.UpgradeOps, downgrades: ops.DowngradeOps
) -> None:
    """Drop foreign keys before the indexes that they need."""
    for op in (*upgrades.ops, *downgrades.ops):
        if isinstance(op, ops.ModifyTableOps):
            op.ops.sort(key=is_foreign_key_drop, reverse=True)


def is_foreign_key_drop(change: ops.MigrateOperation) -> bool:
    return (
        isinstance(change, ops.DropConstraintOp)
        and change.constraint_type == "foreignkey"
    )

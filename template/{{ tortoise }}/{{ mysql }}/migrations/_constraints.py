"""Constraint operations that work on both MySQL and MariaDB.

Tortoise's own drop a check with DROP CHECK, which MariaDB does not support.
"""

from typing import Any

from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class AddConstraint(ops.AddConstraint):
    async def database_backward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        states = (app_label, old_state, new_state, state_editor)
        if isinstance(self.constraint, CheckConstraint):
            await drop_constraint(self.model_name, self.constraint.name, *states)
        else:
            await super().database_backward(*states)


class RemoveConstraint(ops.RemoveConstraint):
    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        states = (app_label, old_state, new_state, state_editor)
        if self.name is not None:
            await drop_constraint(self.model_name, self.name, *states)
        else:
            await super().database_forward(*states)


async def drop_constraint(
    model_name: str, name: str, app_label: str, old_state: State, *states: Any
) -> None:
    table = old_state.apps.get_model(f"{app_label}.{model_name}")._meta.db_table
    drop = ops.RunSQL(f"ALTER TABLE `{table}` DROP CONSTRAINT `{name}`")
    await drop.database_forward(app_label, old_state, *states)

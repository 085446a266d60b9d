"""Constraint operations that work on both MySQL and MariaDB.

Tortoise's own drop a check with DROP CHECK, which MariaDB does not support, and name a
unique constraint otherwise than the model does.
"""

from typing import Any

from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model


class AddConstraint(ops.AddConstraint):
    async def database_forward(self, *states: Any, **_: Any) -> None:
        if isinstance(self.constraint, UniqueConstraint) and self.constraint.name:
            app_label, new_state = states[0], states[2]
            model = new_state.apps.get_model(f"{app_label}.{self.model_name}")
            add = ops.RunSQL(unique_sql(model, self.constraint))
            await add.database_forward(*states)
        else:
            await super().database_forward(*states)

    async def database_backward(self, *states: Any, **_: Any) -> None:
        if isinstance(self.constraint, CheckConstraint):
            await drop_constraint(self.model_name, self.constraint.name, *states)
        else:
            await super().database_backward(*states)


class RemoveConstraint(ops.RemoveConstraint):
    async def database_forward(self, *states: Any, **_: Any) -> None:
        app_label, state = states[:2]
        if added := self.added(app_label, state):
            await added.database_backward(*states)
        else:
            await super().database_forward(*states)

    async def database_backward(self, *states: Any, **_: Any) -> None:
        app_label, _old_state, state = states[:3]
        if added := self.added(app_label, state):
            await added.database_forward(*states)
        else:
            await super().database_backward(*states)

    def added(self, app_label: str, state: State) -> AddConstraint | None:
        """Return the operation that this one reverts, if the constraint has a name."""
        model = state.apps.get_model(f"{app_label}.{self.model_name}")
        for constraint in model._meta.constraints:
            if constraint.name == self.name:
                return AddConstraint(self.model_name, constraint)
        return None


def unique_sql(model: type[Model], constraint: UniqueConstraint) -> str:
    meta = model._meta
    fields = [meta.fields_map[name] for name in constraint.fields]
    columns = ", ".join(
        f"`{field.source_field or field.model_field_name}`" for field in fields
    )
    added = f"ADD CONSTRAINT `{constraint.name}` UNIQUE ({columns})"
    return f"ALTER TABLE `{meta.db_table}` {added}"


async def drop_constraint(
    model_name: str, name: str, app_label: str, old_state: State, *states: Any
) -> None:
    table = old_state.apps.get_model(f"{app_label}.{model_name}")._meta.db_table
    drop = ops.RunSQL(f"ALTER TABLE `{table}` DROP CONSTRAINT `{name}`")
    await drop.database_forward(app_label, old_state, *states)

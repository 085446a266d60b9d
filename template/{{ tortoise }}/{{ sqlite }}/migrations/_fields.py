"""Field operations that drop a column of SQLite with its foreign key.

Tortoise's own keep the column of a foreign key, and lose the indexes of the table, which
they replace.
"""

from typing import Any

from tortoise.fields.relational import ManyToManyFieldInstance
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.migrations.schema_generator.state import State


class AddField(ops.AddField):
    async def database_backward(self, *states: Any, **_: Any) -> None:
        await drop_field(self, *states)


class RemoveField(ops.RemoveField):
    async def database_forward(self, *states: Any, **_: Any) -> None:
        await drop_field(self, *states)


async def drop_field(
    operation: AddField | RemoveField,
    app_label: str,
    old_state: State,
    new_state: State,
    editor: Any,
) -> None:
    name = f"{app_label}.{operation.model_name}"
    old_model = old_state.apps.get_model(name)
    field = old_model._meta.fields_map[operation.name]
    if isinstance(field, ManyToManyFieldInstance):
        await editor.remove_field(old_model, field)
        return
    model = new_state.apps.get_model(name)
    await editor._remake_table(model)
    for index in model._meta.indexes:
        await editor.add_index(model, index)
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            await editor.add_constraint(model, constraint)

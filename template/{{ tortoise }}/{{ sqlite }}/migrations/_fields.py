"""Fields in SQLite, which replaces a table to change it."""

from typing import Any

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class RemoveField(ops.RemoveField):
    """Removes a foreign key with its column, which Tortoise would keep."""

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        states = (app_label, old_state, new_state, state_editor)
        name = f"{app_label}.{self.model_name}"
        field = old_state.apps.get_model(name)._meta.fields_map[self.name]
        if isinstance(field, ForeignKeyFieldInstance) and state_editor:
            remade: Any = state_editor
            await remade._remake_table(new_state.apps.get_model(name))
        else:
            await super().database_forward(*states)

"""Field operations that add and drop a column with its foreign key.

Tortoise's own leave the foreign key out, and can't drop a column that has one.
"""

from typing import Any

from tortoise.migrations import operations as ops
from tortoise.migrations.schema_generator.state import State

# By the column, since migrations in SQL name them otherwise than Tortoise.
FOREIGN_KEYS = """
SELECT constraint_name AS name FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s
AND referenced_table_name IS NOT NULL
"""


class AddField(ops.AddField):
    async def database_forward(self, *states: Any, **_: Any) -> None:
        await super().database_forward(*states)
        await add_foreign_key(self, *states)

    async def database_backward(self, *states: Any, **_: Any) -> None:
        await drop_foreign_key(self, *states)
        await super().database_backward(*states)


class RemoveField(ops.RemoveField):
    async def database_forward(self, *states: Any, **_: Any) -> None:
        await drop_foreign_key(self, *states)
        await super().database_forward(*states)

    async def database_backward(self, *states: Any, **_: Any) -> None:
        await super().database_backward(*states)
        await add_foreign_key(self, *states)


async def add_foreign_key(
    operation: AddField | RemoveField,
    app_label: str,
    old_state: State,
    new_state: State,
    editor: Any,
) -> None:
    """Add the foreign key that Tortoise keeps for the next table that it creates."""
    model = new_state.apps.get_model(f"{app_label}.{operation.model_name}")
    for definition in editor._get_inner_statements():
        add = ops.RunSQL(f"ALTER TABLE `{model._meta.db_table}` ADD {definition}")
        await add.database_forward(app_label, old_state, new_state, editor)


async def drop_foreign_key(
    operation: AddField | RemoveField,
    app_label: str,
    old_state: State,
    new_state: State,
    editor: Any,
) -> None:
    model = old_state.apps.get_model(f"{app_label}.{operation.model_name}")
    table = model._meta.db_table
    column = model._meta.fields_map[operation.name].source_field or operation.name
    for row in await editor.client.execute_query_dict(FOREIGN_KEYS, [table, column]):
        drop = ops.RunSQL(f"ALTER TABLE `{table}` DROP FOREIGN KEY `{row['name']}`")
        await drop.database_forward(app_label, old_state, new_state, editor)

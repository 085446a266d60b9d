"""What migrations do beside Tortoise's own operations."""

from typing import Any

from tortoise.migrations.operations import CreateModel


class DeclareModel(CreateModel):
    """Tell the later migrations of a model whose table is made by SQL.

    Tortoise itself would name neither keys nor constraints, and make no primary key of
    a relation's two columns.
    """

    async def database_forward(self, *_: Any, **__: Any) -> None: ...

    async def database_backward(self, *_: Any, **__: Any) -> None: ...

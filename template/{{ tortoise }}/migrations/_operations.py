"""Operations of the migrations in addition to Tortoise's."""

from typing import Any

from tortoise.migrations.operations import CreateModel


class DeclareModel(CreateModel):
    """Declare a model whose table is created by SQL.

    Tortoise would not name keys and constraints, and would create the table of a
    many-to-many relation without a primary key.
    """

    async def database_forward(self, *_: Any, **__: Any) -> None: ...

    async def database_backward(self, *_: Any, **__: Any) -> None: ...

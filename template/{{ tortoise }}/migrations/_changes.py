"""Changes of the models that no migration contains yet."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from enum import Enum
from importlib import import_module
from typing import Any, cast

from tortoise.apps import Apps
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ManyToManyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint
from tortoise.migrations.writer import MigrationWriter
from tortoise.models import Model

from migrations import TORTOISE_ORM

IMPORT = re.compile(r"^(from (app\.\S+) import (.+)\n)", re.MULTILINE)
CONSTRAINT = re.compile(r"\bops\.(Add|Remove)Constraint\(")
ENGINE = TORTOISE_ORM["connections"]["default"]["engine"]
IS_SQLITE = ENGINE == "tortoise.backends.sqlite"
IS_MYSQL = ENGINE == "app.mysql_client"

Models = dict[str, type[Model]]


@asynccontextmanager
async def loaded_apps() -> AsyncIterator[Apps]:
    async with TortoiseContext() as context:
        await context.init(TORTOISE_ORM, init_connections=False)
        yield cast(Apps, context.apps)


async def find_changes() -> MigrationWriter | None:
    """Return the migration that the models need, or None."""
    async with loaded_apps() as apps:
        for writer in await MigrationAutodetector(apps, TORTOISE_ORM["apps"]).changes():
            operations = create_completely(writer.operations)
            if IS_SQLITE:
                operations = keep_indexes(operations, apps["models"])
            writer.operations = [without_functions(each) for each in operations]
            return writer
    return None


async def find_refusals() -> list[str]:
    """Name the members of enums that a constraint of their table doesn't list."""
    async with loaded_apps() as apps:
        return [
            f"{model.__name__}.{name}: the constraint {constraint.name} refuses"
            f" {value!r}. Add it there, or write the constraint with one_of."
            for model in apps["models"].values()
            for name, field in model._meta.fields_map.items()
            for constraint in model._meta.constraints
            for value in unlisted(field, constraint)
        ]


def unlisted(field: Any, constraint: object) -> list[object]:
    """Return the values of an enum that a constraint of its column doesn't list."""
    if not isinstance(constraint, CheckConstraint) or not hasattr(field, "enum_type"):
        return []
    column = field.source_field or field.model_field_name
    if not re.search(rf"\b{column}\b.* IN ", constraint.check):
        return []
    values = [member.value for member in field.enum_type]
    return [each for each in values if repr(each) not in constraint.check]


def explain(writer: MigrationWriter | None) -> list[str]:
    """Say what to do about changes that no migration contains."""
    if writer is None:
        return []
    changes = ", ".join(operation.describe() for operation in writer.operations)
    drift = f"The models have changed: {changes}. Run `uv run poe makemigration NAME`."
    return list(unfillable(writer.operations)) or [drift]


def create_completely(operations: Sequence[ops.Operation]) -> list[ops.Operation]:
    """Add the constraints of new models, which Tortoise leaves out.

    On SQLite, a constraint replaces the table, so the indexes come last.
    """
    complete: list[ops.Operation] = []
    for operation in operations:
        complete.append(operation)
        if isinstance(operation, ops.CreateModel) and operation.options:
            name, options = operation.name, operation.options
            constraints = options.pop("constraints", [])
            indexes = options.pop("indexes", []) if IS_SQLITE else []
            complete += [ops.AddConstraint(name, each) for each in constraints]
            complete += [ops.AddIndex(name, each) for each in indexes]
    return complete


def keep_indexes(
    operations: Sequence[ops.Operation], models: Models
) -> list[ops.Operation]:
    """Restore the indexes of tables that SQLite replaces."""
    kept = [
        (model, index)
        for model in dict.fromkeys(filter(None, map(replaced_model, operations)))
        for index in models[model]._meta.indexes
        if isinstance(index, Index) and not is_added(index, operations)
    ]
    return [
        *(
            ops.RemoveIndex(model, index.name, list(index.field_names))
            for model, index in kept
        ),
        *operations,
        *(ops.AddIndex(model, index) for model, index in kept),
    ]


def replaced_model(operation: ops.Operation) -> str | None:
    match operation:
        case ops.AlterField() | ops.RemoveField() | ops.RemoveConstraint():
            return operation.model_name
        case ops.AddConstraint(constraint=CheckConstraint()):
            return operation.model_name
    return None


def is_added(index: Index, operations: Sequence[ops.Operation]) -> bool:
    return any(
        isinstance(operation, ops.AddIndex) and operation.index == index
        for operation in operations
    )


def without_functions(operation: ops.Operation) -> ops.Operation:
    """Leave out defaults that are functions of the application.

    Tables don't depend on them, and migrations outlive them.
    """
    if isinstance(operation, ops.CreateModel):
        operation.fields = [(name, frozen(each)) for name, each in operation.fields]
    elif isinstance(operation, ops.AddField | ops.AlterField):
        operation.field = frozen(operation.field)
    return operation


def frozen(field: Any) -> Any:
    if callable(field.default) and field.default.__module__.startswith("app."):
        field = copy(field)
        field.default = None
    return field


def unfillable(operations: Sequence[ops.Operation]) -> Iterator[str]:
    """Name the new columns that existing rows have no value for."""
    for operation in operations:
        if not isinstance(operation, ops.AddField):
            continue
        field: Any = operation.field
        is_column = not isinstance(field, ManyToManyFieldInstance)
        if is_column and not field.null and not field.has_db_default():
            yield (
                f"{operation.model_name}.{operation.name} can't be null, so existing rows"
                " need a value. Give the field a db_default, or make it null=True."
            )


def source_of(writer: MigrationWriter) -> str:
    """Return the source of a migration.

    It contains copies of the application's enums, because an import would change with
    the application.
    """
    source = writer.as_string()
    imports, definitions = "", ""
    for statement, module, names in IMPORT.findall(source):
        for name in names.split(", "):
            value = getattr(import_module(module), name)
            if isinstance(value, type) and issubclass(value, Enum):
                base = base_of(value)
                imports += f"from enum import {base}\n"
                definitions += define(value, base)
            else:
                imports += f"from {module} import {name}\n"
        source = source.replace(statement, "")
    if IS_MYSQL and "Constraint(" in source:
        imports += (
            "from migrations._constraints import AddConstraint, RemoveConstraint\n"
        )
        source = CONSTRAINT.sub(r"\1Constraint(", source)
    title = writer.name.partition("_")[2].replace("_", " ").capitalize()
    head, body = source.split("class ", 1)
    return f'"""{title}."""\n\n{head}{imports}\n{definitions}class {body}'


def base_of(enum: type[Enum]) -> str:
    return next(each.__name__ for each in enum.__mro__ if each.__module__ == "enum")


def define(enum: type[Enum], base: str) -> str:
    members = "".join(f"    {each.name} = {each.value!r}\n" for each in enum)
    return f"class {enum.__name__}({base}):\n{members}\n"

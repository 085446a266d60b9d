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
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.writer import ImportManager, MigrationWriter
from tortoise.models import Model

from migrations import TORTOISE_ORM

IMPORT = re.compile(r"^(from (app\.\S+) import (.+)\n)", re.MULTILINE)
CONSTRAINT = re.compile(r"\bops\.(Add|Remove)Constraint\(")
FIELD = re.compile(r"\bops\.(Add|Remove)Field\(")
ENGINE = TORTOISE_ORM["connections"]["default"]["engine"]
IS_SQLITE = ENGINE == "tortoise.backends.sqlite"
IS_MYSQL = ENGINE == "app.mysql_client"

Models = dict[str, type[Model]]


class Writer(MigrationWriter):
    """Writes SQL, too."""

    def _format_operation(
        self, operation: ops.Operation, imports: ImportManager, *, indent: str
    ) -> list[str]:
        if not isinstance(operation, ops.RunSQL):
            return super()._format_operation(operation, imports, indent=indent)
        return [
            f"{indent}ops.RunSQL(",
            f"{indent}    sql={operation.sql!r},",
            f"{indent}    reverse_sql={operation.reverse_sql!r},",
            f"{indent}),",
        ]


@asynccontextmanager
async def loaded_apps() -> AsyncIterator[Apps]:
    async with TortoiseContext() as context:
        await context.init(TORTOISE_ORM, init_connections=False)
        yield cast(Apps, context.apps)


async def find_changes() -> MigrationWriter | None:
    """Return the migration that the models need, or None."""
    async with loaded_apps() as apps:
        detector = MigrationAutodetector(apps, TORTOISE_ORM["apps"])
        for writer in await detector.changes():
            operations = create_completely(writer.operations)
            if IS_SQLITE:
                operations = keep_indexes(operations, apps["models"])
            state = await detector._project_state()
            operations = delete_completely(operations, state)
            if not IS_MYSQL:  # which indexes foreign keys itself
                operations = list(index_links(operations, state))
            writer.operations = [without_functions(each) for each in operations]
            return Writer(**vars(writer))
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
    """Add the constraints of new models, as Tortoise doesn't.

    On SQLite, a check replaces the table. Indexes and unique constraints, which are
    indexes there, come after it. A relation of a model to itself is added last, since
    Tortoise would drop its table twice with that of the model.
    """
    complete: list[ops.Operation] = []
    for operation in operations:
        complete.append(operation)
        if isinstance(operation, ops.CreateModel) and operation.options:
            name, options = operation.name, operation.options
            constraints = sorted(options.pop("constraints", []), key=is_unique)
            indexes = options.pop("indexes", []) if IS_SQLITE else []
            complete += [ops.AddConstraint(name, each) for each in constraints]
            complete += [ops.AddIndex(name, each) for each in indexes]
            own = [pair for pair in operation.fields if is_own(name, pair[1])]
            operation.fields = [pair for pair in operation.fields if pair not in own]
            complete += [ops.AddField(name, *pair) for pair in own]
    return complete


def delete_completely(
    operations: Sequence[ops.Operation], state: State
) -> list[ops.Operation]:
    """Remove the references, indexes and constraints of deleted models first.

    Otherwise, Tortoise would refuse to delete models that refer to each other, and would
    leave the others out where it creates a model again.
    """
    deleted = {
        f"models.{operation.name}"
        for operation in operations
        if isinstance(operation, ops.DeleteModel)
    }
    complete: list[ops.Operation] = []
    for operation in operations:
        if isinstance(operation, ops.DeleteModel):
            complete += parts_of(operation.name, deleted, state)
        complete.append(operation)
    complete.sort(key=lambda each: isinstance(each, ops.DeleteModel | ops.DropSchema))
    return complete


def parts_of(name: str, deleted: set[str], state: State) -> Iterator[ops.Operation]:
    """Remove what Tortoise would not delete with a model, or not create with it."""
    model = state.models["models", name]
    references: dict[str, Any] = {
        key: field
        for key, field in model.fields.items()
        if isinstance(field, ManyToManyFieldInstance)
        or getattr(field, "model_name", None) in deleted
    }
    columns = {field.source_field for field in references.values()}
    for index in model.options.get("indexes", []):
        if IS_SQLITE or not columns.isdisjoint(index.field_names):
            yield ops.RemoveIndex(name, index.name, list(index.field_names))
    for each in sorted(
        model.options.get("constraints", []), key=is_unique, reverse=True
    ):
        yield ops.RemoveConstraint(
            name, each.name, list(each.fields) if is_unique(each) else None
        )
    for key in references:
        yield ops.RemoveField(name, key)


def is_own(model: str, field: Any) -> bool:
    """Whether a field is a many-to-many relation of a model to itself."""
    target = getattr(field, "model_name", None)
    return isinstance(field, ManyToManyFieldInstance) and target == f"models.{model}"


def index_links(
    operations: Sequence[ops.Operation], state: State
) -> Iterator[ops.Operation]:
    """Index the second columns of many-to-many tables; a unique index has the first."""
    for operation in operations:
        new: list[Any] = []
        old: list[Any] = []
        match operation:
            case ops.CreateModel(fields=pairs):
                new = [field for _, field in pairs]
            case ops.AddField(field=field):
                new = [field]
            case ops.RemoveField(model_name=model, name=name) if (
                ("models", model) in state.models  # else it is renamed
            ):
                old = [state.models["models", model].fields[name]]
        for create, drop in link_indexes(old):
            yield ops.RunSQL(drop, create)
        yield operation
        for create, drop in link_indexes(new):
            yield ops.RunSQL(create, drop)


def link_indexes(fields: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, ManyToManyFieldInstance):
            index = f"ix_{field.through}_{field.forward_key}"[:63]
            yield (
                f'CREATE INDEX "{index}" ON "{field.through}" ("{field.forward_key}")',
                f'DROP INDEX "{index}"',
            )


def is_unique(constraint: object) -> bool:
    return isinstance(constraint, UniqueConstraint)


def keep_indexes(
    operations: Sequence[ops.Operation], models: Models
) -> list[ops.Operation]:
    """Restore the indexes and unique constraints of tables that SQLite replaces."""
    before: list[ops.Operation] = []
    after: list[ops.Operation] = []
    for model in dict.fromkeys(filter(None, map(replaced_model, operations))):
        meta = models[model]._meta
        for kept in (*meta.indexes, *meta.constraints):
            if is_added(kept, operations):
                continue
            if isinstance(kept, Index):
                columns = list(kept.field_names)
                before.append(ops.RemoveIndex(model, kept.name, columns))
                after.append(ops.AddIndex(model, kept))
            elif isinstance(kept, UniqueConstraint):
                columns = list(kept.fields)
                before.append(ops.RemoveConstraint(model, kept.name, columns))
                after.append(ops.AddConstraint(model, kept))
    return [*before, *operations, *after]


def replaced_model(operation: ops.Operation) -> str | None:
    match operation:
        case ops.AlterField() | ops.RemoveConstraint():
            return operation.model_name
        case ops.AddConstraint(constraint=CheckConstraint()):
            return operation.model_name
    return None


def is_added(added: object, operations: Sequence[ops.Operation]) -> bool:
    for operation in operations:
        match operation:
            case ops.AddIndex(index=each) | ops.AddConstraint(constraint=each):
                if each == added:
                    return True
    return False


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
    if (IS_MYSQL or IS_SQLITE) and FIELD.search(source):
        imports += "from migrations._fields import AddField, RemoveField\n"
        source = FIELD.sub(r"\1Field(", source)
    title = writer.name.partition("_")[2].replace("_", " ").capitalize()
    head, body = source.split("class ", 1)
    return f'"""{title}."""\n\n{head}{imports}\n{definitions}class {body}'


def base_of(enum: type[Enum]) -> str:
    return next(each.__name__ for each in enum.__mro__ if each.__module__ == "enum")


def define(enum: type[Enum], base: str) -> str:
    members = "".join(f"    {each.name} = {each.value!r}\n" for each in enum)
    return f"class {enum.__name__}({base}):\n{members}\n"

"""The source of a migration: models, fields, constraints and indexes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum

from peewee import (
    AutoField,
    CharField,
    CompositeKey,
    DecimalField,
    Field,
    ForeignKeyField,
    Model,
    Node,
)
from playhouse.fields import EnumFieldMixin

from migrations import database

CHECK = re.compile(r"CONSTRAINT [\"`](\w+)[\"`] CHECK \((.*)\)", re.DOTALL)
NAMES = re.compile(r"\b(SQL|Check|CompositeKey|Model)\b")


def sql_of(node: Node) -> str:
    sql, _ = database.get_sql_context().sql(node).query()
    return str(sql)


def checks_of(model: type[Model]) -> dict[str, str]:
    """Return the conditions of a model's named checks."""
    found = map(CHECK.fullmatch, map(sql_of, model._meta.constraints or ()))
    return {match[1]: match[2] for match in found if match}


def constraint_source(node: Node) -> str:
    if match := CHECK.fullmatch(sql_of(node)):
        return f"Check({match[2]!r}, name={match[1]!r})"
    return f"SQL({sql_of(node)!r})"


def constant_of(field: Field) -> object:
    """Return the field's default if it is a constant, else None."""
    value = field.default.value if isinstance(field.default, Enum) else field.default
    return value if isinstance(value, str | int | float | bool | Decimal) else None


class Source:
    """Collects the statements of a migration, and what they import."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.fields: set[tuple[str, str]] = set()
        self.stubs: dict[type[Model], list[str]] = {}
        self.up: list[str] = []
        self.down: list[str] = []

    def __str__(self) -> str:
        stubs = [line for lines in self.stubs.values() for line in lines]
        body = "\n".join(f"    {line}" for line in [*stubs, *self.up])
        down = "\n".join(f"    {line}" for line in self.down)
        names = {("peewee", name) for name in NAMES.findall(body)} | self.fields
        names |= {("decimal", name) for name in re.findall(r"\b(Decimal)\(", body)}
        return "\n".join(
            [
                f'"""{self.title}"""\n',
                "from peewee import Database",
                *(f"from {module} import {name}" for module, name in sorted(names)),
                "from playhouse.migrate import SchemaMigrator\n\n",
                f"def up(migrator: SchemaMigrator, db: Database) -> None:\n{body}\n\n",
                f"def down(migrator: SchemaMigrator, db: Database) -> None:\n{down}\n",
            ]
        )

    def create(self, model: type[Model]) -> None:
        meta, name = model._meta, model.__name__
        self.up.append(f"class {name}(Model):")
        for field in meta.sorted_fields:
            if not is_implicit(field):
                self.up.append(f"    {field.name} = {self.field(field)}")
        constraints = [constraint_source(node) for node in meta.constraints or ()]
        for field in meta.sorted_fields:
            if field.unique and not field.primary_key:
                unique = f"uq_{meta.table_name}_{field.column_name}"
                constraint = f"CONSTRAINT {unique} UNIQUE ({field.column_name})"
                constraints.append(f"SQL({constraint!r})")
        self.up += [*meta_source(model), *constraints_source(constraints)]
        for index in indexes_of(model):
            self.up.append(f"{name}.add_index({index})")
        self.down.insert(
            0, f"migrator.migrate(migrator.drop_table({meta.table_name!r}))"
        )

    def refer_to(self, model: type[Model], *, with_key: bool) -> str:
        """Declare an existing table for foreign keys to refer to."""
        if f"class {model.__name__}(Model):" not in self.up:
            keys = [
                f"    {key.name} = {self.field(key)}"
                for key in model._meta.get_primary_keys()
                if with_key or not is_implicit(key)
            ]
            opening = f"class {model.__name__}(Model):"
            self.stubs[model] = [opening, *keys, *meta_source(model)]
        return model.__name__

    def field(self, field: Field, *, is_added: bool = False, **further: object) -> str:
        """Return the call that declares a field's column, without its index."""
        arguments = []
        if isinstance(field, ForeignKeyField):
            model, target = field.rel_model, field.rel_field
            is_own = model is field.model and not is_added
            arguments.append(
                repr("self") if is_own else self.refer_to(model, with_key=is_added)
            )
            # A field without a model must name the column that it refers to.
            if is_added or target not in model._meta.get_primary_keys():
                arguments.append(f"field={model.__name__}.{target.name}")
        options = {**dict(options_of(field)), **further}
        arguments += [f"{name}={value!r}" for name, value in options.items()]
        if field.constraints:
            sources = ", ".join(map(constraint_source, field.constraints))
            arguments.append(f"constraints=[{sources}]")
        cls = type(field)
        if isinstance(field, EnumFieldMixin):  # the class that stores its values
            cls = next(each for each in cls.__mro__ if each.__module__ == "peewee")
        module = "app.fields" if cls is CharField else cls.__module__
        self.fields.add((module, cls.__name__))
        return f"{cls.__name__}({', '.join(arguments)})"


def is_implicit(field: Field) -> bool:
    return isinstance(field, AutoField) and field.name == "id"


def meta_source(model: type[Model]) -> list[str]:
    meta = model._meta
    lines = [
        "    class Meta:",
        "        database = db",
        f"        table_name = {meta.table_name!r}",
    ]
    if isinstance(meta.primary_key, CompositeKey):
        fields = ", ".join(map(repr, meta.primary_key.field_names))
        lines.append(f"        primary_key = CompositeKey({fields})")
    return lines


def constraints_source(constraints: list[str]) -> list[str]:
    if not constraints:
        return []
    return [f"        constraints = ({', '.join(constraints)},)"]


def options_of(field: Field) -> Iterator[tuple[str, object]]:
    column = f"{field.name}_id" if isinstance(field, ForeignKeyField) else field.name
    if field.column_name != column:
        yield "column_name", field.column_name
    if field.primary_key and not isinstance(field, AutoField):
        yield "primary_key", True
    if field.null:
        yield "null", True
    if isinstance(field, CharField):
        yield "max_length", field.max_length
    if isinstance(field, DecimalField):
        yield "max_digits", field.max_digits
        yield "decimal_places", field.decimal_places
    if isinstance(field, ForeignKeyField):
        for name in ("on_delete", "on_update"):
            if value := getattr(field, name):
                yield name, value
        table = field.model._meta.table_name
        yield (
            "constraint_name",
            field.constraint_name or f"fk_{table}_{field.column_name}",
        )
        yield "index", False


def indexes_of(model: type[Model]) -> Iterator[str]:
    """Return the arguments of `add_index` for each index of a new table."""
    meta, name = model._meta, model.__name__
    for field in meta.sorted_fields:
        if field.index and not field.unique and not field.primary_key:
            index = f"ix_{meta.table_name}_{field.column_name}"
            yield f"{name}.{field.name}, name={index!r}"
    for declared in meta.indexes:
        if isinstance(declared, Node):
            yield f"SQL({sql_of(declared)!r})"
        else:
            names, unique = declared
            fields = ", ".join(f"{name}.{each}" for each in names)
            columns = "_".join(meta.fields[each].column_name for each in names)
            index = f"{'uq' if unique else 'ix'}_{meta.table_name}_{columns}"
            yield f"{fields}, name={index!r}, unique={unique!r}"

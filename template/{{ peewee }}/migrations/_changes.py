"""Differences between the models and the database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product

from peewee import Entity, Field, MySQLDatabase, SqliteDatabase
from playhouse.fields import EnumFieldMixin
from playhouse.schema_diff import IndexDiff, SchemaDiff, diff_models

from migrations import database, models
from migrations._checks import read_checks
from migrations._source import Source, checks_of, constant_of, sql_of

LITERAL = re.compile(r"'((?:[^']|'')*)'")


@dataclass
class Changes:
    diff: SchemaDiff
    # Fields whose column allows NULL although they don't, or the reverse.
    nullable: list[Field] = field(default_factory=list)
    # Table, name, stored condition and declared condition of each changed check.
    checks: list[tuple[str, str, str | None, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.diff or self.nullable or self.checks)

    def __str__(self) -> str:
        lines = str(self.diff).splitlines()
        lines += [
            f"{'allow' if each.null else 'refuse'} null in"
            f" {each.model._meta.table_name}.{each.column_name}"
            for each in self.nullable
        ]
        lines += [
            f"change constraint {table}.{name}" for table, name, *_ in self.checks
        ]
        return ", ".join(lines)


def find_changes() -> Changes:
    """Compare tables, columns, nullability, indexes and named checks."""
    changes = Changes(diff_models(database, models))
    for model in models:
        table = model._meta.table_name
        if model in changes.diff.create_tables:
            continue
        columns = {column.name: column for column in database.get_columns(table)}
        changes.nullable += [
            each
            for each in model._meta.sorted_fields
            if each.column_name in columns
            and not columns[each.column_name].primary_key
            and columns[each.column_name].null != each.null
        ]
        stored = read_checks(database, table)
        for name, check in checks_of(model).items():
            if name not in stored or literals(stored[name]) != literals(check):
                changes.checks.append((table, name, stored.get(name), check))
    return changes


def literals(check: str) -> set[str]:
    """Return the strings in a check. Servers rewrite the rest of it."""
    return set(LITERAL.findall(check))


def explain(changes: Changes) -> list[str]:
    """Say what to do about changes that no migration contains."""
    if not changes:
        return []
    drift = f"The models have changed: {changes}. Run `uv run poe makemigration NAME`."
    return list(unfillable(changes)) or [drift]


def unfillable(changes: Changes) -> Iterator[str]:
    """Name the new columns that existing rows have no value for."""
    for each in changes.diff.add_columns:
        if not each.null and not has_value(each):
            yield (
                f"{each.model.__name__}.{each.name} can't be null, so existing rows need a"
                " value. Give the field a constant default, or make it null=True."
            )


def has_value(field: Field) -> bool:
    return has_default(field) or constant_of(field) is not None


def has_default(field: Field) -> bool:
    """Return whether the database has a default for the column."""
    return any(sql_of(each).startswith("DEFAULT") for each in field.constraints or ())


def find_refusals() -> Iterator[str]:
    """Name the members of enums that a check of their table doesn't list."""
    for model in models:
        enums = [f for f in model._meta.sorted_fields if isinstance(f, EnumFieldMixin)]
        for each, (name, check) in product(enums, checks_of(model).items()):
            for value in unlisted(each.column_name, each.enum_class, check):
                yield (
                    f"{model.__name__}.{each.name}: the constraint {name} refuses"
                    f" {value!r}. Write it with one_of."
                )


def unlisted(column: str, enum: type[Enum], check: str) -> list[str]:
    if not re.search(rf"\b{column}\b.* IN ", check):
        return []
    return [each.value for each in enum if each.value not in literals(check)]


def write(changes: Changes, title: str) -> str:
    """Return the source of a migration."""
    source = Source(title)
    diff = changes.diff
    for model in diff.create_tables:
        source.create(model)
    if diff.create_tables:
        names = ", ".join(model.__name__ for model in diff.create_tables)
        source.up.append(f"db.create_tables([{names}])")
    for index in diff.drop_indexes:
        drop_index(source, index, diff.drop_columns)
    for each in diff.add_columns:
        add_column(source, each)
    for index in diff.add_indexes:
        add_index(source, index, diff.add_columns)
    for each in changes.nullable:
        column = f"({each.model._meta.table_name!r}, {each.column_name!r})"
        changed = (f"drop_not_null{column}", f"add_not_null{column}")
        add(source, *(changed if each.null else reversed(changed)))
    for table, column in diff.drop_columns:
        drop_column(source, table, column)
    for change in changes.checks:
        change_check(source, *change)
    return str(source)


def add(source: Source, up: str, down: str) -> None:
    source.up.append(f"migrator.migrate(migrator.{up})")
    source.down.insert(0, f"migrator.migrate(migrator.{down})")


def add_column(source: Source, field: Field) -> None:
    table, column = field.model._meta.table_name, field.column_name
    further: dict[str, object] = {}
    if not field.null and not has_default(field):
        further["default"] = constant_of(field)
    declared = source.field(field, is_added=True, **further)
    allowed = ", allow_not_null=True" if has_default(field) else ""
    add(
        source,
        f"add_column({table!r}, {column!r}, {declared}{allowed})",
        f"drop_column({table!r}, {column!r})",
    )


def drop_index(
    source: Source, index: IndexDiff, dropped: Sequence[tuple[str, str]]
) -> None:
    add(source, f"drop_index({index.table!r}, {index.name!r})", index_source(index))
    if isinstance(database, MySQLDatabase) and any(
        index.table == table and list(index.columns or ()) == [column]
        for table, column in dropped
    ):
        source.up.pop()  # dropped with the column, whose foreign key needs it


def drop_column(source: Source, table: str, name: str) -> None:
    keys = [each.column for each in database.get_foreign_keys(table)]
    if isinstance(database, SqliteDatabase) and name in keys:
        source.fields.add(("migrations._checks", "drop_foreign_key"))
        source.up.append(f"drop_foreign_key(db, {table!r}, {name!r})")
    add(source, f"drop_column({table!r}, {name!r})", restore_column(table, name))


def name_of(index: IndexDiff) -> str:
    return f"{'uq' if index.unique else 'ix'}_{index.table}_{'_'.join(index.columns)}"


def add_index(source: Source, index: IndexDiff, added: Sequence[Field]) -> None:
    name = index.name or name_of(index)
    add(source, index_source(index), f"drop_index({index.table!r}, {name!r})")
    columns = [(each.model._meta.table_name, each.column_name) for each in added]
    if isinstance(database, MySQLDatabase) and any(
        (index.table, column) in columns for column in index.columns or ()
    ):
        source.down.pop(0)  # dropped with the column, whose foreign key needs it


def index_source(index: IndexDiff) -> str:
    if index.columns is None:
        return f"sql({declared_index(index)!r})"
    name = index.name or name_of(index)
    unique = f"unique={index.unique!r}, name={name!r}"
    return f"add_index({index.table!r}, {index.columns!r}, {unique})"


def declared_index(index: IndexDiff) -> str:
    (model,) = (each for each in models if each._meta.table_name == index.table)
    declared = [sql_of(each) for each in model._meta.fields_to_index()]
    return next(each for each in declared if index.name in each)


def restore_column(table: str, name: str) -> str:
    columns = {column.name: column for column in database.get_columns(table)}
    entities = [sql_of(Entity(each)) for each in (table, name)]
    sql = "ALTER TABLE {} ADD COLUMN {} {}".format(*entities, columns[name].data_type)
    return f"sql({sql!r})"


def change_check(
    source: Source, table: str, name: str, before: str | None, after: str
) -> None:
    source.fields.add(("migrations._checks", "write_check"))
    source.up.append(f"write_check(db, {table!r}, {name!r}, {after!r})")
    source.down.insert(0, f"write_check(db, {table!r}, {name!r}, {before!r})")

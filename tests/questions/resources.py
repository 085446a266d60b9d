"""Files of resources, their macros, and what is wrong with the refused ones."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.questionnaire import ROOT, environment

EXTENSIONS = ROOT / "extensions" / "resources"
ACCEPTED = sorted((Path(__file__).parent / "accepted").glob("*.yml"))
SCHEMA: dict[str, Any] = json.loads(
    (ROOT / "docs" / "resources.schema.json").read_text("utf-8")
)


@cache
def macros(name: str) -> Any:
    """The macros of a file in extensions/resources/, as functions."""
    return environment().get_template(f"extensions/resources/{name}.jinja").module


def refuse(resources: Any) -> str:
    return str(macros("refusals").refuse(resources))


def tables(resources: Any) -> list[dict[str, Any]]:
    """The hidden answer, as Copier parses it."""
    found: list[dict[str, Any]] = json.loads(str(macros("tables").tables(resources)))
    return found


def words(name: str) -> list[str]:
    return (EXTENSIONS / f"{name}.txt").read_text("utf-8").split()


class Refused(NamedTuple):
    """A part of a file, the rule that it breaks, and whether the schema knows it."""

    part: str
    message: str
    in_schema: bool = True

    def resources(self, whole: str) -> Any:
        return yaml.safe_load(whole.replace("PART", self.part))


# The last field of an invoice. The message follows the name of the field.
FIELD = """
- name: customer
  fields: [{name: name, type: string}]
- name: invoice
  fields: [{name: number, type: string}, PART]
- name: payment
  fields: [{name: number, type: string}]
"""
FIELDS = [
    # Keys.
    Refused("{name: total}", "total: type is missing."),
    Refused(
        "{name: total, type: float}",
        "total: type must be one of string, text, email, url, integer, decimal, "
        'boolean, date, datetime, uuid, enum, json, ref, refs, not "float".',
    ),
    Refused("{name: total, type: date, maximum: 1}", 'total: unknown key "maximum".'),
    Refused("{name: total, type: date, 1: 1}", "total: unknown key 1."),
    Refused("{name: total, type: date, null: 1}", "total: unknown key null."),
    Refused(
        "{name: total, type: decimal, digits: 2}",
        "total: fields of type decimal need places.",
    ),
    Refused("{name: s, type: enum}", "s: fields of type enum need values."),
    Refused("{name: c, type: ref}", "c: fields of type ref need to."),
    Refused("{name: c, type: refs}", "c: fields of type refs need to."),
    *(
        Refused(
            f"{{name: f, type: {kind}, {key}: {value}}}",
            f"f: fields of type {kind} can't have {key}.",
        )
        for kind, key, value in [
            ("text", "unique", "true"),
            ("text", "filter", "true"),
            ("text", "sort", "true"),
            ("email", "search", "true"),
            ("url", "default", "x"),
            ("integer", "search", "true"),
            ("boolean", "unique", "true"),
            ("date", "min", "1"),
            ("datetime", "default", "now"),
            ("uuid", "sort", "true"),
            ("json", "default", "{}"),
            ("json", "unique", "true"),
            ("json", "filter", "true"),
            ("string", "digits", "4"),
            ("string", "to", "customer"),
            ("date", "on_delete", "restrict"),
        ]
    ),
    Refused(
        "{name: s, type: enum, values: [a, b], unique: true}",
        "s: fields of type enum can't have unique.",
    ),
    Refused(
        "{name: s, type: enum, values: [a, b], sort: true}",
        "s: fields of type enum can't have sort.",
    ),
    Refused(
        "{name: c, type: ref, to: customer, default: 1}",
        "c: fields of type ref can't have default.",
    ),
    Refused(
        "{name: c, type: ref, to: customer, sort: true}",
        "c: fields of type ref can't have sort.",
    ),
    Refused(
        "{name: c, type: refs, to: customer, required: true}",
        "c: fields of type refs can't have required.",
    ),
    Refused(
        "{name: c, type: refs, to: customer, unique: true}",
        "c: fields of type refs can't have unique.",
    ),
    # Kinds of values.
    Refused(
        "{name: t, type: text, required: 1}",
        "t: required must be true or false, not 1.",
    ),
    Refused(
        '{name: t, type: text, search: "yes"}',
        't: search must be true or false, not "yes".',
    ),
    Refused(
        "{name: t, type: string, max: yes}",
        "t: max must be a whole number, not true.",
    ),
    Refused(
        '{name: t, type: string, max: "20"}',
        't: max must be a whole number, not "20".',
    ),
    Refused(
        "{name: t, type: string, max: 20.5}",
        "t: max must be a whole number, not 20.5.",
    ),
    Refused(
        "{name: t, type: string, max: null}",
        "t: max must be a whole number, not null.",
    ),
    Refused(
        "{name: t, type: integer, min: .nan}",
        "t: min must be a whole number, not nan.",
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, min: .inf}",
        "t: min must be a number of at most 15 digits, not inf.",
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, max: 1e300}",
        't: max must be a number of at most 15 digits, not "1e300".',
    ),
    Refused(
        "{name: t, type: decimal, digits: 15, places: 2, max: 1234567890123.456}",
        "t: max must be a number of at most 15 digits, not 1234567890123.456.",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, max: true}",
        "t: max must be a number of at most 15 digits, not true.",
    ),
    Refused(
        "{name: s, type: enum, values: draft}",
        's: values must be a list, not "draft".',
    ),
    Refused("{name: c, type: ref, to: [customer]}", "c: to must be text, not a list."),
    Refused("{name: t, type: text, default: 1}", "t: default must be text, not 1."),
    Refused(
        "{name: t, type: string, default: 2026-01-01}",
        "t: default must be text, not a date.",
    ),
    Refused(
        "{name: t, type: boolean, default: 1}",
        "t: default must be true or false, not 1.",
    ),
    Refused(
        "{name: t, type: integer, default: true}",
        "t: default must be a whole number, not true.",
    ),
    # Bounds.
    Refused("{name: t, type: string, max: 0}", "t: max (0) must be from 1 to 255."),
    Refused("{name: t, type: string, max: 256}", "t: max (256) must be from 1 to 255."),
    Refused(
        "{name: t, type: text, max: 20001}", "t: max (20001) must be from 1 to 20000."
    ),
    Refused(
        "{name: t, type: string, min: 5, max: 4}",
        "t: min (5) can't exceed max (4).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: string, min: 201}",
        "t: min (201) can't exceed max (200).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: integer, min: 5, max: 4}",
        "t: min (5) can't exceed max (4).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: integer, max: 9223372036854775808}",
        "t: max (9223372036854775808) must be from -9223372036854775808 "
        "to 9223372036854775807.",
    ),
    Refused(
        "{name: t, type: integer, min: 1, default: 0}",
        "t: default (0) is less than min (1).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: integer, max: 1, default: 2}",
        "t: default (2) exceeds max (1).",
        in_schema=False,
    ),
    Refused(
        "{name: total, type: decimal, digits: 2, places: 4}",
        "total: places (4) can't exceed digits (2).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: decimal, digits: 2, places: -1}",
        "t: places (-1) can't be negative.",
    ),
    Refused(
        "{name: t, type: decimal, digits: 0, places: 0}",
        "t: digits (0) must be from 1 to 15.",
    ),
    Refused(
        "{name: t, type: decimal, digits: 16, places: 0}",
        "t: digits (16) must be from 1 to 15.",
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, max: 100}",
        "t: max (100) has more digits than the field.",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, min: -0.125}",
        "t: min (-0.125) has more places than the field.",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, min: 1, max: 0.5}",
        "t: min (1) can't exceed max (0.5).",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: decimal, digits: 4, places: 2, min: 0.5, default: 0.25}",
        "t: default (0.25) is less than min (0.5).",
        in_schema=False,
    ),
    # Defaults that are text.
    Refused(
        '{name: t, type: string, default: ""}',
        't: default "" must have 1 to 50 characters.',
    ),
    Refused(
        f"{{name: t, type: string, default: {'x' * 51}}}",
        f't: default "{"x" * 40}..." must have 1 to 50 characters.',
    ),
    Refused(
        "{name: t, type: string, max: 2, default: abc}",
        't: default "abc" must have 1 to 2 characters.',
        in_schema=False,
    ),
    Refused(
        "{name: t, type: string, min: 4, default: abc}",
        't: default "abc" must have 4 to 50 characters.',
        in_schema=False,
    ),
    Refused(
        '{name: t, type: text, default: " a"}',
        't: default " a" can\'t begin or end with a space.',
        in_schema=False,
    ),
    *(
        Refused(
            f"{{name: t, type: string, default: {json.dumps(text)}}}",
            f"t: default {json.dumps(text)} can have only Latin letters, digits and "
            "punctuation, except double quotes and backslashes.",
        )
        for text in ('say "hi"', "a\\b", "a\tb", "a\x00b", "\u202eb", "\u5b57", "\x7f")
    ),
    # Enumerations.
    Refused(
        "{name: s, type: enum, values: [draft]}",
        "s: values must be 2 to 50 words, not 1.",
    ),
    Refused(
        f"{{name: s, type: enum, values: [{', '.join(f'a{n}' for n in range(51))}]}}",
        "s: values must be 2 to 50 words, not 51.",
    ),
    Refused(
        "{name: s, type: enum, values: [yes, no]}",
        's: values must be words, not true; quote words such as "yes" and "no".',
    ),
    Refused(
        "{name: s, type: enum, values: [Draft, sent]}",
        's: the value "Draft" must consist of at most 50 lower-case letters, digits '
        "and underscores, and begin with a letter.",
    ),
    Refused("{name: s, type: enum, values: [a, b, a]}", 's: values repeat "a".'),
    Refused(
        "{name: s, type: enum, values: [a, b], default: c}",
        's: default "c" must be one of the values.',
        in_schema=False,
    ),
    # Relations.
    Refused(
        "{name: c, type: ref, to: client}",
        'c: to names "client", but there is no such entity.',
        in_schema=False,
    ),
    Refused(
        "{name: c, type: ref, to: payment}",
        "c: to names payment, which must be above invoice in the file.",
        in_schema=False,
    ),
    Refused(
        "{name: c, type: refs, to: payment}",
        "c: to names payment, which must be above invoice in the file.",
        in_schema=False,
    ),
    Refused(
        "{name: c, type: ref, to: invoice}",
        "c: a ref to its own entity needs required: false.",
        in_schema=False,
    ),
    Refused(
        "{name: c, type: ref, to: customer, on_delete: nothing}",
        'c: on_delete must be restrict, cascade or set_null, not "nothing".',
    ),
    Refused(
        "{name: c, type: ref, to: customer, on_delete: set_null}",
        "c: on_delete can be set_null only with required: false.",
        in_schema=False,
    ),
    Refused(
        "{name: t, type: text, read_only: true}",
        "t: read_only needs a default or required: false, because no request can "
        "set the field.",
        in_schema=False,
    ),
    Refused(
        "{name: s, type: integer, read_only: true, unique: true, default: 1}",
        "s: a read_only field with a default can't be unique, because every row has "
        "the same value.",
        in_schema=False,
    ),
    # Names of one field.
    *(
        Refused(
            f"{{name: {name}, type: integer}}",
            f"{name}: choose another name, because models or schemas already use "
            f"{name}.",
            in_schema=False,
        )
        for name in (
            *("id", "owner", "owner_id", "created_at", "metadata", "query", "objects"),
            *("pk", "save", "model_fields", "model_dump_all", "json", "data"),
        )
    ),
    *(
        Refused(
            f"{{name: {name}, type: integer}}",
            f"{name}: choose another name, because {name} is reserved in SQL.",
            in_schema=False,
        )
        for name in ("order", "rank", "user", "key")
    ),
    Refused(
        "{name: base, type: enum, values: [a, b]}",
        "base: choose another name, because the code of services uses a class "
        "named Base.",
        in_schema=False,
    ),
    # Names of several fields.
    Refused(
        "{name: number, type: date}",
        "number: another field of invoice already has the name number.",
        in_schema=False,
    ),
    Refused(
        "{name: c, type: ref, to: customer}, {name: c_id, type: integer}",
        "c_id: another field of invoice already has the name c_id.",
        in_schema=False,
    ),
    Refused(
        "{name: c_id, type: integer}, {name: c, type: ref, to: customer}",
        "c: another field of invoice already has the name c_id.",
        in_schema=False,
    ),
    Refused(
        "{name: customer_ids, type: json}, {name: customers, type: refs, to: customer}",
        "customers: another field of invoice already has the name customer_ids.",
        in_schema=False,
    ),
    Refused(
        "{name: due, type: date, filter: true},"
        " {name: due_from, type: string, filter: true}",
        "due_from: choose another name, because lists already have the query "
        "parameter due_from.",
        in_schema=False,
    ),
    Refused(
        "{name: q, type: string, filter: true}",
        "q: choose another name, because lists already have the query parameter q.",
        in_schema=False,
    ),
    Refused(
        "{name: filter_number, type: integer}",
        "filter_number: choose another name, because forms use it for a rule of "
        "number.",
        in_schema=False,
    ),
    Refused(
        "{name: size_1, type: enum, values: [a, b]},"
        " {name: size1, type: enum, values: [a, b]}",
        "size1: another field of invoice already has the class Size1.",
        in_schema=False,
    ),
    Refused(
        "{name: customer, type: enum, values: [a, b]}",
        "customer: an entity already has the class Customer.",
        in_schema=False,
    ),
]

# The second of two entities. The message follows "resources: ".
ENTITY = "[{name: customer, fields: [{name: name, type: string}]}, {PART}]"
SPELLING = (
    "must consist of lower-case letters, digits and single underscores, and begin "
    "with a letter."
)
ONE = "fields: [{name: note, type: text}]"
TWO = (
    "fields: [{name: a, type: string}, {name: b, type: string}, {name: c, type: json}]"
)
ENTITIES = [
    # Keys.
    Refused(ONE, "entity 2: name is missing."),
    Refused("name: invoice", "invoice: fields are missing."),
    Refused(f"name: invoice, {ONE}, table: x", 'invoice: unknown key "table".'),
    Refused(
        "name: invoice, fields: {}", "invoice: fields must be a list, not a mapping."
    ),
    Refused(
        "name: invoice, fields: []",
        "invoice: an entity must have 1 to 100 fields, not 0.",
    ),
    Refused(
        f"name: invoice, fields: [{'{name: a, type: text}, ' * 101}]",
        "invoice: an entity must have 1 to 100 fields, not 101.",
    ),
    Refused(
        "name: invoice, fields: [{name: a, type: date, read_only: true,"
        " required: false}]",
        "invoice: requests must be able to set a field, but all of them are read_only.",
        in_schema=False,
    ),
    Refused(
        "name: invoice, fields: [number]",
        'invoice, field 1: must be a mapping, not "number".',
    ),
    Refused(
        "name: invoice, fields: [{type: text}]", "invoice, field 1: name is missing."
    ),
    Refused(
        f"name: invoice, {ONE}, owner: admin",
        'invoice: owner must be true or false, not "admin".',
    ),
    # Names of one entity.
    *(
        Refused(f"name: {text}, {ONE}", f"entity 2: name {text} {SPELLING}")
        for text in (
            '"Invoice"',
            '"1a"',
            '"a__b"',
            '"_a"',
            '"a_"',
            '"a-b"',
            '"caf\\u00e9"',
        )
    ),
    Refused(f"name: 12, {ONE}", "entity 2: name must be text, not 12."),
    Refused(f"name: yes, {ONE}", "entity 2: name must be text, not true."),
    Refused(
        f"name: {'a' * 51}, {ONE}",
        f'entity 2: name "{"a" * 40}..." must have at most 50 characters.',
    ),
    Refused(
        f"name: class, {ONE}",
        "entity 2: choose another name, because class has a meaning in Python.",
        in_schema=False,
    ),
    Refused(
        f"name: list, {ONE}",
        "entity 2: choose another name, because list has a meaning in Python.",
        in_schema=False,
    ),
    Refused(
        "name: invoice, fields: [{name: lambda, type: text}]",
        "invoice, field 1: choose another name, because lambda has a meaning in "
        "Python.",
        in_schema=False,
    ),
    Refused(
        f"name: user, {ONE}",
        "entity 2: choose another name, because the code of services uses user.",
        in_schema=False,
    ),
    Refused(
        f"name: page_params, {ONE}",
        "entity 2: choose another name, because the code of services uses a class "
        "named PageParams.",
        in_schema=False,
    ),
    Refused(
        f"name: invoice, {ONE}, plural: Invoices",
        f'invoice: plural "Invoices" {SPELLING}',
    ),
    Refused(
        f"name: invoice, {ONE}, plural: null",
        "invoice: plural must be text, not null.",
    ),
    Refused(
        f"name: event, {ONE}",
        "event: choose another plural, because services use events for a package, a "
        "path or a table.",
        in_schema=False,
    ),
    Refused(
        f"name: schema_version, plural: schemas, {ONE}",
        "schema_version: choose another plural, because services use schemas for a "
        "package, a path or a table.",
        in_schema=False,
    ),
    Refused(
        f"name: sitting, plural: session, {ONE}",
        "sitting: choose another plural, because the code of services uses session.",
        in_schema=False,
    ),
    Refused(
        f"name: lock_entry, plural: rows, {ONE}",
        "lock_entry: choose another plural, because services use rows for a package, "
        "a path or a table.",
        in_schema=False,
    ),
    Refused(
        f"name: group, {ONE}",
        "group: choose another plural, because services use groups for a package, a "
        "path or a table.",
        in_schema=False,
    ),
    Refused(
        f"name: read, {ONE}",
        "read: choose another plural, because reads is reserved in SQL.",
        in_schema=False,
    ),
    Refused(
        f"name: sheep, plural: sheep, {ONE}",
        "sheep: plural must differ from the name.",
        in_schema=False,
    ),
    # Names of several entities.
    Refused(
        f"name: customer, {ONE}",
        "customer: customer is already the name or the plural of another entity.",
        in_schema=False,
    ),
    Refused(
        f"name: client_company, plural: customers, {ONE}",
        "client_company: customers is already the name or the plural of another "
        "entity.",
        in_schema=False,
    ),
    Refused(
        f"name: customers, {ONE}",
        "customers: customers is already the name or the plural of another entity.",
        in_schema=False,
    ),
    Refused(
        f"name: item_1, {ONE}}}, {{name: item1, {ONE}",
        "item1: another entity already has the class Item1.",
        in_schema=False,
    ),
    Refused(
        f"name: invoice_customer, {ONE}}}, {{name: invoice, "
        "fields: [{name: customers, type: refs, to: customer}]",
        "invoice.customers: choose another name, because the table "
        "invoice_customers already exists.",
        in_schema=False,
    ),
    Refused(
        "name: invoice_item, fields: [{name: tags, type: refs, to: customer}]}, "
        "{name: invoice, fields: [{name: item_tags, type: refs, to: customer}]",
        "invoice.item_tags: choose another name, because the table "
        "invoice_item_tags already exists.",
        in_schema=False,
    ),
    Refused(
        "name: dead, fields: [{name: tasks, type: refs, to: customer}]",
        "dead.tasks: choose another name, because the table dead_tasks already exists.",
        in_schema=False,
    ),
    Refused(
        f"name: {'i' * 40}, fields: [{{name: {'c' * 20}, type: refs, to: customer}}]",
        f"{'i' * 40}.{'c' * 20}: the plural of the entity and the name of the field "
        "must have at most 59 letters together.",
        in_schema=False,
    ),
    # order and unique.
    Refused(f"name: item, {TWO}, order: a", 'item: order must be a list, not "a".'),
    Refused(
        f"name: item, {TWO}, order: [1]",
        "item: order must list names of fields, not 1.",
    ),
    Refused(
        f"name: item, {TWO}, order: [-d]",
        'item: order names "d", but there is no such field.',
        in_schema=False,
    ),
    Refused(
        f"name: item, {TWO}, order: [--a]",
        'item: order names "-a", but there is no such field.',
    ),
    Refused(
        f"name: item, {TWO}, order: [a, -a]", "item: order repeats a.", in_schema=False
    ),
    Refused(
        f"name: item, {TWO}, order: [c]",
        "item: order can't name c, a field of type json.",
        in_schema=False,
    ),
    Refused(
        f"name: item, {TWO}, unique: [a, b]",
        'item: unique must list lists of fields, not "a".',
    ),
    Refused(f"name: item, {TWO}, unique: a", 'item: unique must be a list, not "a".'),
    Refused(
        f"name: item, {TWO}, unique: [[a, 1]]",
        "item: unique must list names of fields, not 1.",
    ),
    Refused(
        f"name: item, {TWO}, unique: [[a]]",
        "item: each list of unique must name 2 to 4 fields.",
    ),
    Refused(
        f"name: item, {TWO}, unique: [[a, d]]",
        'item: unique names "d", but there is no such field.',
        in_schema=False,
    ),
    Refused(f"name: item, {TWO}, unique: [[a, a]]", "item: unique repeats a."),
    Refused(
        f"name: item, {TWO}, unique: [[a, c]]",
        "item: unique can't name c, a field of type json.",
        in_schema=False,
    ),
    Refused(
        f"name: item, {TWO}, unique: [[a, b], [b, a]]",
        "item: unique repeats b and a.",
        in_schema=False,
    ),
    Refused(
        "name: item, unique: [[a, b, c]], fields: [{name: a, type: string, max: 255}, "
        "{name: b, type: string}, {name: c, type: email}]",
        "item: the fields of unique are too long together (709 of 700 characters).",
        in_schema=False,
    ),
    Refused(
        f"name: item, {TWO}, order: [{'a, ' * 11}]",
        "item: order must name at most 10 fields, not 11.",
    ),
    Refused(
        f"name: item, {TWO}, unique: [{'[a, b], ' * 21}]",
        "item: unique must have at most 20 lists, not 21.",
    ),
]

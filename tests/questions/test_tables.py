"""The hidden answer `tables`: what the templates get of the resources."""

from typing import Any

import yaml

from tests.questions.resources import tables

FILE = """
- name: category
  plural: categories
  fields:
    - {name: code, type: integer}
    - {name: title, type: text}
    - {name: parent, type: ref, to: category, required: false, on_delete: set_null}
- name: order_line
  owner: true
  unique: [[number, category]]
  order: [-due_on, number]
  fields:
    - {name: due_on, type: date, required: false, filter: true, sort: true}
    - {name: number, type: string, max: 20, min: 2, index: true, search: true}
    - {name: category, type: ref, to: category, on_delete: cascade, unique: true}
    - {name: reviewer, type: ref, to: user}
    - {name: categories, type: refs, to: category}
    - {name: readers, type: refs, to: user, read_only: true}
    - {name: price, type: decimal, digits: 4, places: 2, min: 0, max: 0.5, default: 0}
    - {name: order_status, type: enum, values: [open, done], default: open}
"""
TABLES = tables(yaml.safe_load(FILE))
CATEGORY = {
    "name": "category",
    "plural": "categories",
    "package": "categories",
    "class": "Category",
    "label": "category",
    "label_field": "title",
    "label_required": True,
    "owner": False,
}
USER = {
    "name": "user",
    "plural": "users",
    "package": "users",
    "class": "User",
    "label": "user",
    "label_field": "name",
    "label_required": True,
    "owner": False,
}
NO_FIELD = {
    "to": None,
    "required": True,
    "default": None,
    "has_default": False,
    "unique": False,
    "index": False,
    "read_only": False,
    "search": False,
    "filter": False,
    "sort": False,
    "max": None,
    "min": None,
    "digits": None,
    "places": None,
    "values": None,
    "on_delete": None,
}


def table(name: str) -> dict[str, Any]:
    return next(each for each in TABLES if each["name"] == name)


def field(name: str) -> dict[str, Any]:
    """Return what a field of an order line has beside the usual."""
    (found,) = (each for each in table("order_line")["fields"] if each["name"] == name)
    assert {*NO_FIELD} < {*found}
    return {
        key: value
        for key, value in found.items()
        if key not in NO_FIELD or value != NO_FIELD[key]
    }


def test_tables_have_the_order_of_the_file() -> None:
    assert [each["name"] for each in TABLES] == ["category", "order_line"]


def test_table_has_all_its_names() -> None:
    line = {**table("order_line")}
    del line["fields"]

    assert line == {
        "name": "order_line",
        "plural": "order_lines",
        "package": "order_lines",
        "class": "OrderLine",
        "label": "order line",
        "labels": "order lines",
        "label_field": "number",
        "label_required": True,
        "owner": True,
        "unique": [["number", "category_id"]],
        "order": [
            {"field": "due_on", "column": "due_on", "descending": True},
            {"field": "number", "column": "number", "descending": False},
        ],
        "rules": [
            {
                "columns": ["category_id"],
                "constraint": "uq_order_lines_category_id",
                "class": "OrderLineCategoryTakenError",
                "code": "order_line_category_taken",
                "labels": "category",
            },
            {
                "columns": ["number", "category_id"],
                "constraint": "uq_order_lines_number_category_id",
                "class": "OrderLineNumberCategoryTakenError",
                "code": "order_line_number_category_taken",
                "labels": "number and category",
            },
        ],
        "is_referred_to": False,
        "is_restricted": False,
        "referrers": [],
    }


def test_table_knows_who_refers_to_it() -> None:
    category = table("category")

    assert category.items() >= CATEGORY.items()
    assert category["owner"] is False
    assert (category["unique"], category["order"]) == ([], [])
    assert (category["is_referred_to"], category["is_restricted"]) == (True, False)
    # Not itself, and not by a list.
    assert category["referrers"] == [
        {
            "table": "order_line",
            "class": "OrderLine",
            "package": "order_lines",
            "field": "category",
            "column": "category_id",
            "on_delete": "cascade",
        }
    ]


def test_field_has_what_the_file_says() -> None:
    assert field("due_on") == {
        "name": "due_on",
        "type": "date",
        "label": "due on",
        "class": "DueOn",
        "column": "due_on",
        "key": "due_on",
        "required": False,
        "filter": True,
        "sort": True,
    }
    assert field("number") == {
        "name": "number",
        "type": "string",
        "label": "number",
        "class": "Number",
        "column": "number",
        "key": "number",
        "max": 20,
        "min": 2,
        "index": True,
        "search": True,
    }
    assert field("price") == {
        "name": "price",
        "type": "decimal",
        "label": "price",
        "class": "Price",
        "column": "price",
        "key": "price",
        "digits": 4,
        "places": 2,
        "min": 0,
        "max": 0.5,
        "default": 0,
        "has_default": True,
    }
    assert field("order_status") == {
        "name": "order_status",
        "type": "enum",
        "label": "order status",
        "class": "OrderStatus",
        "column": "order_status",
        "key": "order_status",
        "values": ["open", "done"],
        "default": "open",
        "has_default": True,
    }


def test_text_has_its_usual_length() -> None:
    lengths = tables(
        [
            {
                "name": "note",
                "fields": [
                    {"name": "a", "type": "string"},
                    {"name": "b", "type": "text"},
                ],
            }
        ]
    )

    assert [each["max"] for each in lengths[0]["fields"]] == [200, 20000]


def test_relation_names_its_target() -> None:
    assert field("category") == {
        "name": "category",
        "type": "ref",
        "label": "category",
        "class": "Category",
        "column": "category_id",
        "key": "category_id",
        "to": CATEGORY,
        "on_delete": "cascade",
        "unique": True,
    }
    assert field("reviewer") == {
        "name": "reviewer",
        "type": "ref",
        "label": "reviewer",
        "class": "Reviewer",
        "column": "reviewer_id",
        "key": "reviewer_id",
        "to": USER,
        "on_delete": "restrict",
    }
    assert field("categories") == {
        "name": "categories",
        "type": "refs",
        "label": "categories",
        "class": "Categories",
        "column": None,
        "key": "category_ids",
        "to": CATEGORY,
        "required": False,
    }
    assert field("readers") == {
        "name": "readers",
        "type": "refs",
        "label": "readers",
        "class": "Readers",
        "column": None,
        "key": "reader_ids",
        "to": USER,
        "required": False,
        "read_only": True,
    }

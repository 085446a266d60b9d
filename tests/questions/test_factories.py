"""What the factories of a service give to a row, so that many rows can be made."""

import json
from typing import Any

import pytest
import yaml

from tests.questions.resources import macros, tables


def given(entity: str) -> dict[str, bool]:
    """The fields that a factory sets, and whether no other row has their values."""
    above = {"name": "room", "fields": [{"name": "number", "type": "string"}]}
    table = tables([above, {"name": "key", **yaml.safe_load(entity)}])[1]
    fields: list[dict[str, Any]] = json.loads(str(macros("factories").given(table)))
    return {field["name"]: field["distinct"] for field in fields}


def test_row_has_what_it_needs() -> None:
    assert given(
        """
        fields:
          - {name: code, type: string}
          - {name: room, type: ref, to: room}
          - {name: note, type: text, required: false}
          - {name: spare, type: boolean, default: false}
          - {name: uses, type: integer, default: 0, read_only: true}
          - {name: copies, type: refs, to: room}
        """
    ) == {"code": False, "room": False}


def test_unique_values_are_distinct_also_where_there_is_a_default() -> None:
    assert given(
        """
        fields:
          - {name: code, type: string, unique: true}
          - {name: number, type: integer, unique: true, default: 1}
          - {name: holder, type: ref, to: user, unique: true}
          - {name: room, type: ref, to: room, unique: true}
          - {name: label, type: string, unique: true, required: false}
        """
    ) == {"code": True, "number": True, "holder": True, "room": True}


@pytest.mark.parametrize(
    ("names", "distinct"),
    [
        ("[kind, code, number]", {"code"}),
        ("[kind, number]", {"number"}),  # which has a default
        ("[kind, holder]", {"holder"}),
        ("[kind, room]", set()),  # a room is made for each key
        ("[kind, note]", set()),  # nothing equals null
    ],
)
def test_one_of_the_values_that_are_unique_together_is_distinct(
    names: str, distinct: set[str]
) -> None:
    fields = given(
        f"""
        unique: [{names}]
        fields:
          - {{name: kind, type: enum, values: [metal, card], default: metal}}
          - {{name: code, type: string}}
          - {{name: number, type: integer, default: 1}}
          - {{name: holder, type: ref, to: user}}
          - {{name: room, type: ref, to: room}}
          - {{name: note, type: string, required: false}}
        """
    )

    assert {name for name, is_distinct in fields.items() if is_distinct} == distinct

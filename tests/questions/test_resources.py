"""Files of resources are accepted, or refused by one sentence for the first mistake."""

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.questionnaire import ROOT
from tests.questions.hostile import HOSTILE_TEXTS
from tests.questions.resources import (
    ACCEPTED,
    ENTITIES,
    ENTITY,
    FIELD,
    FIELDS,
    SCHEMA,
    Refused,
    macros,
    refuse,
    tables,
)

KEYS: dict[str, list[str]] = macros("refusals").KEYS
OF_EVERY_FIELD: list[str] = macros("refusals").FIELD
OF_AN_ENTITY: list[str] = macros("refusals").ENTITY


def is_valid(resources: Any) -> bool:
    return Draft202012Validator(SCHEMA).is_valid({"resources": resources})


each_accepted_file = pytest.mark.parametrize(
    "file", ACCEPTED, ids=[path.stem for path in ACCEPTED]
)


# --- Accepted: a rule is never tightened, or an update would forget such a file ---


@each_accepted_file
def test_file_stays_accepted(file: Path) -> None:
    resources = yaml.safe_load(file.read_text("utf-8"))["resources"]

    assert refuse(resources) == ""
    assert is_valid(resources)
    assert [table["name"] for table in tables(resources)] == [
        entity["name"] for entity in resources
    ]


def test_no_resources_are_accepted() -> None:
    assert refuse([]) == ""
    assert is_valid([])
    assert tables([]) == []


def test_zoo_has_every_key_of_every_type() -> None:
    (zoo,) = (file for file in ACCEPTED if file.stem == "zoo")
    resources = yaml.safe_load(zoo.read_text("utf-8"))["resources"]

    assert {key for entity in resources for key in entity} == {*OF_AN_ENTITY}
    used = {
        (field["type"], key)
        for entity in resources
        for field in entity["fields"]
        for key in field
        if key not in OF_EVERY_FIELD
    }
    assert used == {(type_, key) for type_ in KEYS for key in KEYS[type_]}


PAGE = (ROOT / "docs" / "resources.md").read_text("utf-8")


def test_examples_of_the_page_are_accepted() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

    assert examples
    for example in examples:
        resources = yaml.safe_load(example)["resources"]
        assert refuse(resources) == ""
        assert is_valid(resources)


def test_page_lists_the_keys_of_each_type() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)*) ?\| .+ \|$", PAGE, re.MULTILINE
    )

    assert {type_: re.findall(r"\w+", keys) for type_, keys in rows} == KEYS


# --- Refused ---


@pytest.mark.parametrize(
    "refused", [pytest.param(one, id=one.part[:60]) for one in FIELDS]
)
def test_field_is_refused_with_the_rule(refused: Refused) -> None:
    resources = refused.resources(FIELD)

    assert refuse(resources) == f"resources: invoice.{refused.message}"
    assert is_valid(resources) is not refused.in_schema


@pytest.mark.parametrize(
    "refused", [pytest.param(one, id=one.part[:60]) for one in ENTITIES]
)
def test_entity_is_refused_with_the_rule(refused: Refused) -> None:
    resources = refused.resources(ENTITY)

    assert refuse(resources) == f"resources: {refused.message}"
    assert is_valid(resources) is not refused.in_schema


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        (None, "must be a list of entities, not null."),
        ("customer", 'must be a list of entities, not "customer".'),
        ({"name": "customer"}, "must be a list of entities, not a mapping."),
        ([None], "entity 1: must be a mapping, not null."),
        ([["customer"]], "entity 1: must be a mapping, not a list."),
        (
            [{"name": f"item_{number}"} for number in range(51)],
            "must have at most 50 entities, not 51.",
        ),
    ],
)
def test_what_is_no_list_of_entities_is_refused(resources: Any, message: str) -> None:
    assert refuse(resources) == f"resources: {message}"
    assert not is_valid(resources)


def test_first_of_several_mistakes_is_named() -> None:
    resources = yaml.safe_load(
        """
        - name: invoice
          fields: [{name: total, type: money}, {name: class, type: text}]
        - name: Customer
        """
    )

    assert "invoice.total" in refuse(resources)


# --- Hostile ---


def recursive() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


HOSTILE: list[Any] = [
    *(None, True, 1, -1, 1.5, float("nan"), float("inf"), 1e300, 10**5000, -(10**30)),
    *([], {}, [1], ["x"], {"a": {}}, [[[[]]]], b"", {1}, (1,), date(2026, 1, 1)),
    recursive(),
]
TEXTS = [hostile.text for hostile in HOSTILE_TEXTS.values()]
LONGEST = 280


def assert_is_one_sentence(message: str) -> None:
    assert re.fullmatch(r"resources: [ -~]+\.|", message), message
    assert len(message) <= LONGEST


@pytest.mark.parametrize("type_", KEYS)
def test_hostile_values_of_a_field_are_refused_in_one_sentence(type_: str) -> None:
    field = {
        "name": "a",
        "type": type_,
        **({"digits": 4, "places": 2} if type_ == "decimal" else {}),
        **({"values": ["a", "b"]} if type_ == "enum" else {}),
        **({"to": "user"} if type_ in ("ref", "refs") else {}),
    }
    keys = {*OF_EVERY_FIELD, *(key for keys in KEYS.values() for key in keys)}

    for key, value in product([*keys, "items", "__class__"], HOSTILE):
        resources = [{"name": "thing", "fields": [{**field, key: value}]}]
        assert_is_one_sentence(refuse(resources))


@pytest.mark.parametrize("text", TEXTS, ids=[*HOSTILE_TEXTS])
def test_hostile_text_in_a_field_is_refused_in_one_sentence(text: str) -> None:
    for field in (
        {"name": text, "type": "text"},
        {"name": "a", "type": text},
        {"name": "a", "type": "text", text: 1},
        {"name": "a", "type": "text", "default": text},
        {"name": "a", "type": "enum", "values": ["a", text]},
        {"name": "a", "type": "ref", "to": text},
        {"name": "a", "type": "ref", "to": "user", "on_delete": text},
    ):
        assert_is_one_sentence(refuse([{"name": "thing", "fields": [field]}]))


def test_hostile_values_of_an_entity_are_refused_in_one_sentence() -> None:
    entity = {"name": "thing", "fields": [{"name": "a", "type": "string"}]}

    for key, value in product([*OF_AN_ENTITY, "get", "__class__"], HOSTILE + TEXTS):
        assert_is_one_sentence(refuse([{**entity, key: value}]))
    for value in HOSTILE + TEXTS:
        assert_is_one_sentence(refuse(value))
        assert_is_one_sentence(refuse([value]))
        assert_is_one_sentence(refuse([{**entity, "fields": [value]}]))
        assert_is_one_sentence(refuse([{**entity, "order": [value]}]))
        assert_is_one_sentence(refuse([{**entity, "unique": [["a", value]]}]))


@pytest.mark.parametrize("key", [None, 1, True, 1.5, (1, 2), date(2026, 1, 1), "\n\0"])
def test_hostile_keys_are_refused_in_one_sentence(key: Any) -> None:
    field = {"name": "a", "type": "string"}

    for resources in (
        [{"name": "thing", "fields": [field], key: 1}],
        [{"name": "thing", "fields": [{**field, key: 1}]}],
    ):
        assert "unknown key" in refuse(resources)
        assert_is_one_sentence(refuse(resources))


def test_largest_file_is_accepted() -> None:
    resources = [
        {
            "name": f"item_{number}",
            "fields": [
                {"name": f"f{each}", "type": "ref", "to": f"item_{max(number - 1, 0)}"}
                | {"required": False}
                for each in range(100)
            ],
        }
        for number in range(50)
    ]

    assert refuse(resources) == ""
    assert len(tables(resources)) == 50

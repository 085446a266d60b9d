"""Files of resources, how their owners change them, and how they edit the code."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tests.space import Combination
from tests.tiers import stacks

Resources = list[dict[str, Any]]
# Copies a committed service with resources into a folder, to be changed there.
Generated = Callable[[Path, Combination, Resources], Path]

FILE = """
- name: agency
  plural: agencies
  fields:
    - {name: name, type: string, max: 100}
- name: customer
  fields:
    - {name: name, type: string, max: 100, search: true}
    - {name: email, type: email, unique: true}
- name: invoice
  owner: true
  order: [-due_on]
  fields:
    - {name: number, type: string, max: 20, unique: true, search: true}
    - {name: sender, type: email}
    - {name: customer, type: ref, to: customer, filter: true}
    - {name: total, type: decimal, digits: 12, places: 2, min: 0, sort: true}
    - {name: status, type: enum, values: [draft, sent, paid], default: draft}
    - {name: due_on, type: date, required: false, filter: true, sort: true}
    - {name: watchers, type: refs, to: customer}
    - {name: remark, type: text, required: false}
- name: payment
  fields:
    - {name: amount, type: decimal, digits: 12, places: 2}
    - {name: invoice, type: ref, to: invoice}
"""
RESOURCES: Resources = yaml.safe_load(FILE)
# A field of each type that existing rows can do without.
FIELDS = {
    field["type"]: field
    for field in yaml.safe_load("""
- {name: place, type: string, max: 60, required: false, sort: true}
- {name: terms, type: text, default: None given.}
- {name: contact, type: email, required: false, unique: true}
- {name: link, type: url, required: false}
- {name: line_count, type: integer, min: 1, max: 500, default: 1, filter: true}
- {name: discount, type: decimal, digits: 4, places: 2, default: 0}
- {name: is_urgent, type: boolean, default: false, filter: true}
- {name: paid_on, type: date, required: false, filter: true}
- {name: sent_at, type: datetime, required: false, filter: true, sort: true}
- {name: code, type: uuid, required: false, unique: true}
- {name: priority, type: enum, values: [low, high], default: low}
- {name: details, type: json, required: false}
- {name: agency, type: ref, to: agency, required: false, on_delete: set_null}
- {name: partners, type: refs, to: agency}
""")
}


def supported() -> list[Combination]:
    """The usual combination of each stack that resources are written for."""
    return [one for one in stacks() if one.layers >= {"users", "rest"}]


def entity_of(resources: Resources) -> dict[str, Any]:
    return next(each for each in resources if each["name"] == "invoice")


def with_fields(*fields: dict[str, Any]) -> Resources:
    """Return the file with more fields of invoices, after the others."""
    changed = deepcopy(RESOURCES)
    entity_of(changed)["fields"] += fields
    return changed


def with_field_changed(field: str, /, **keys: Any) -> Resources:
    changed = deepcopy(RESOURCES)
    for each in entity_of(changed)["fields"]:
        if each["name"] == field:
            each |= keys
    return changed


def without_field(name: str) -> Resources:
    changed = deepcopy(RESOURCES)
    entity = entity_of(changed)
    entity["fields"] = [each for each in entity["fields"] if each["name"] != name]
    return changed


def with_entities(*entities: dict[str, Any]) -> Resources:
    return [*deepcopy(RESOURCES), *entities]


def without_entity(name: str) -> Resources:
    return [each for each in deepcopy(RESOURCES) if each["name"] != name]


def without_decimals() -> Resources:
    """Return the file without invoices and payments, which alone have decimals."""
    return [each for each in RESOURCES if each["name"] in ("agency", "customer")]


def with_references() -> Resources:
    """Return the file with references of each kind."""
    return with_fields(*deepcopy(REFERENCES))


def without_referred() -> Resources:
    """Return that file with one reference of an invoice, and without customers."""
    changed = with_references()
    entity = entity_of(changed)
    entity["fields"] = [
        each
        for each in entity["fields"]
        if each["type"] not in ("ref", "refs") or each["name"] == "parent"
    ]
    return [each for each in changed if each["name"] != "customer"]


def without_invoices() -> Resources:
    """Return that file without invoices and payments.

    Agencies get a decimal, because Tortoise's migrations import its class on SQLite.
    """
    agency = deepcopy(RESOURCES[0])
    agency["fields"].append(FIELDS["decimal"])
    return [agency]


# References of invoices beside those to customers.
REFERENCES = yaml.safe_load("""
- {name: clerk, type: ref, to: user, required: false, on_delete: set_null}
- {name: original, type: ref, to: invoice, required: false, unique: true}
- {name: parent, type: ref, to: invoice, required: false, on_delete: set_null}
""")
REFUND = yaml.safe_load("""
name: refund
owner: true
fields:
  - {name: amount, type: decimal, digits: 12, places: 2}
  - {name: payment, type: ref, to: payment}
  - {name: customer, type: ref, to: customer, on_delete: cascade}
""")
STATUSES = ["draft", "sent", "paid"]
CHANGES: dict[str, Resources] = {
    "add an entity": with_entities(REFUND),
    "add a field of each type": with_fields(*FIELDS.values()),
    "change a bound": with_field_changed("number", max=30),
    "add a value": with_field_changed("status", values=[*STATUSES, "void"]),
    "rename a field": with_field_changed("remark", name="note"),
    "remove a field": without_field("remark"),
    "remove an entity": without_entity("payment"),
}


def changed_at_once() -> Resources:
    """Return the file with these changes; the new name also removes a field."""
    changed = with_fields(*FIELDS.values())
    for each in entity_of(changed)["fields"]:
        each |= {
            "number": {"max": 30},
            "status": {"values": [*STATUSES, "void"]},
            "remark": {"name": "note"},
        }.get(each["name"], {})
    refund = {**REFUND, "fields": [REFUND["fields"][0], REFUND["fields"][2]]}
    return [*(each for each in changed if each["name"] != "payment"), refund]


# The function of each module that owners edit here, if not the first one.
EDITED = {"queries.py": "find"}
FUNCTION = r"^(?:async )?def {name}\([^)]*\)[^:]*:\n"
APPENDED = '''

def describe_ours() -> str:
    """Describe what the owner has added."""
    return "ours"
'''


def edit_entity(folder: Path, package: str = "invoices") -> None:
    """Edit each module of an entity: in a function, and with one more at the end."""
    paths = [
        *(folder / "app" / package).glob("*.py"),
        *(folder / "tests" / "api").glob(f"*{package}.py"),
    ]
    for path in paths:
        text = path.read_text("utf-8")
        pattern = FUNCTION.format(name=EDITED.get(path.name, r"\w+"))
        if function := re.search(pattern, text, re.MULTILINE):
            place = function.end()
            text = f"{text[:place]}    # Ours.\n{text[place:]}"
        path.write_text(text + APPENDED, "utf-8")

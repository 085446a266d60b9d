"""Files of resources with every type and option, and names of any length."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from tests.questions.resources import macros, refuse

Field = dict[str, Any]
Entity = dict[str, Any]

KEYS: dict[str, list[str]] = macros("refusals").KEYS
ORDERED: list[str] = macros("file").ORDERED
COMPARED: list[str] = macros("file").COMPARED

# Of members whose names could be taken for a digit, or mean something in Python.
WORDS = ["o", "i", "l", "e", "none", "true", "class", "name", "value", "mro", "a_1"]


def resources(seed: int, lengths: Sequence[int]) -> list[Entity]:
    """Entities with names of these lengths, of which each refers to the one before."""
    random = Random(seed)
    names = Names(random)
    found: list[Entity] = []
    for length in lengths:
        found.append(Maker(random, names, found).entity(length))
    assert refuse(found) == ""
    return found


class Names:
    """Names that no other entity or field has."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0

    def new(self, length: int) -> str:
        """Words of letters and digits, such as `wq7_bc_x`."""
        self.count += 1
        start = f"{chr(ord('a') + self.count % 26)}{self.count // 26}"
        rest = "".join(self.random.choices("abcdefgh_", k=length))
        while "__" in rest:
            rest = rest.replace("__", "_x")
        name = f"{start}{rest}"[: max(length, len(start))]
        return name[:-1] + "y" if name.endswith("_") else name


class Maker:
    """Makes an entity, given those above it."""

    def __init__(self, random: Random, names: Names, above: list[Entity]) -> None:
        self.random = random
        self.names = names
        self.above = above

    def entity(self, length: int) -> Entity:
        random = self.random
        name, plural = self.names.new(length), self.names.new(length)
        types = random.sample(sorted(KEYS), k=random.randint(5, len(KEYS)))
        types += ["ref"] * random.choice([0, 0, 0, 12])
        fields = [self.field(name, plural, each, length) for each in types]
        entity: Entity = {"name": name, "plural": plural, "fields": fields}
        if random.random() < 0.5:
            entity["owner"] = True
        ordered = [each["name"] for each in fields if each["type"] in ORDERED]
        chosen = random.sample(ordered, k=random.randint(0, min(3, len(ordered))))
        entity["order"] = [f"{random.choice(['', '-'])}{each}" for each in chosen]
        compared = [each["name"] for each in fields if each["type"] in COMPARED]
        if len(compared) > 1:
            entity["unique"] = [random.sample(compared, k=min(4, len(compared)))]
        return entity

    def field(self, entity: str, plural: str, kind: str, length: int) -> Field:
        if kind == "refs":  # whose table has the name of both
            length = min(length, 59 - len(plural))
        name = self.names.new(self.random.choice([length, self.random.randint(2, 9)]))
        field: Field = {"name": name, "type": kind}
        field |= dict(self.keys(entity, kind))
        if kind != "refs" and self.random.random() < 0.5:
            field["required"] = False
        if field.get("on_delete") == "set_null" or field.get("to") == entity:
            field |= {} if kind == "refs" else {"required": False}
        same = "default" in field and "unique" in field
        settable = kind == "refs" or "default" in field or "required" in field
        if settable and not same and self.random.random() < 0.2:
            field["read_only"] = True
        return field

    def keys(self, entity: str, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield some of the keys that a field of this type can have."""
        random = self.random
        needed = {"values", "digits", "places", "to"}
        kept = {key for key in KEYS[kind] if key in needed or random.random() < 0.5}
        values = dict(self.values(entity, kind))
        yield from ((key, values.get(key, True)) for key in KEYS[kind] if key in kept)

    def values(self, entity: str, kind: str) -> Iterator[tuple[str, Any]]:
        random = self.random
        if kind in ("string", "text"):
            default = "It's a default of up to fifty letters, as it can be"[:50]
            yield from {"min": random.choice([1, 12]), "max": 150}.items()
            yield "default", random.choice([default, default[:20]]).strip()
        elif kind == "integer":
            yield from {"min": -(2**63), "max": 2**63 - 1, "default": 5}.items()
        elif kind == "decimal":
            yield from {"digits": 15, "places": 4, "default": 10}.items()
            yield from {"min": 0.5, "max": 99999999999.9999}.items()
        elif kind == "boolean":
            yield "default", random.choice([True, False])
        elif kind == "enum":
            long = [f"{self.names.new(random.randint(2, 50))}" for _ in range(3)]
            values = random.sample([*WORDS, *long], k=random.randint(2, 8))
            yield from {"values": values, "default": values[-1]}.items()
        elif kind in ("ref", "refs"):
            above = [each["name"] for each in self.above[-2:]]
            yield "to", random.choice(["user", entity, *above, *above])
            yield "on_delete", random.choice(["restrict", "cascade", "set_null"])

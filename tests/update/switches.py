"""Switches: updates that change one answer of a service."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from tests.questionnaire import question_of, questionnaire
from tests.rules import BESIDE, FLOOR, PAPER
from tests.space import Combination, usual_or_none
from tests.tiers import Tier, first, frameworks
from tests.update.origins import MARKS


@dataclass(frozen=True)
class Switch:
    """A change of the answer to one question."""

    name: str
    before: Combination
    after: Combination

    def __str__(self) -> str:
        return f"{self.before}-to-{self.after}"

    @property
    def data(self) -> dict[str, Any]:
        question = question_of(self.name)
        return {question: self.after.data[question]}

    @property
    def keeps_rows(self) -> bool:
        """Whether another ORM takes over the tables."""
        return self.name == "orm" and "users" in self.before.layers & self.after.layers

    @property
    def keeps_migrations(self) -> bool:
        """Whether the ORM can apply the migrations that are there.

        Django's name the collation of MySQL, which no other database has.
        """
        if self.name == "database" and self.after.data["framework"] == "django":
            return "mysql" not in {self.before.data["database"], self.data["database"]}
        orms = {self.before.data["orm"], self.after.data["orm"]}
        return len(orms) == 1 or orms == {"sqlalchemy", "sqlmodel"}

    @property
    def changes_tables(self) -> bool:
        """Whether the owner has to write or delete migrations."""
        brings_tables = ("api", "example", "parts.tasks")
        return not self.keeps_migrations or self.name in brings_tables


@cache
def switches() -> list[Switch]:
    """Return the switches between each usual service and its other choices, both ways.

    Answers that don't depend on the framework are switched with the first one only.
    Frameworks that share an ORM have tests of their own.
    """
    found = []
    for usual in frameworks():
        is_first = usual in first()
        for name, value in usual.answers:
            if name in (*PAPER, FLOOR, *BESIDE) and not is_first:
                continue
            for choice in questionnaire().options[name]:
                after = nearest(usual, name, choice)
                if after and choice != value:
                    before = after.switched(name, value)
                    found += [Switch(name, before, after), Switch(name, after, before)]
    return [
        switch
        for switch in dict.fromkeys(found)
        if not shares_tables(switch.before, switch.after)
    ]


@cache
def alternate() -> list[Switch]:
    """Return every other switch: of a pair one way, of the next one the other way."""
    return [switch for turn, switch in enumerate(switches()) if turn % 4 in (0, 3)]


def marked(tiers: dict[Switch, Tier]) -> list[object]:
    """Return parameters of a test, each with the tier that takes it."""
    return [
        pytest.param(switch, id=str(switch), marks=MARKS[tier])
        for switch, tier in tiers.items()
    ]


def nearest(usual: Combination, name: str, choice: Any) -> Combination | None:
    """Return the most usual combination with a choice, in its framework if possible."""
    return usual_or_none({"framework": usual.data["framework"], name: choice})


def shares_tables(one: Combination, other: Combination) -> bool:
    """Return whether these are of two frameworks, with the same ORM."""
    same_framework, same_orm = (
        one.data[name] == other.data[name] for name in ("framework", "orm")
    )
    return same_orm and not same_framework

"""A combination: answers to the questions of `copier.yml` that fit together."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from tests.covers import Item, Target, find
from tests.questionnaire import (
    FILES,
    RESOURCES,
    ROOT,
    Answers,
    Questionnaire,
    question_of,
    questionnaire,
    resources_of,
)

# What a service is to its developers, and is named after.
CORE = ("framework", "api", "orm", "database")


@dataclass(frozen=True)
class Combination:
    """Answers to the questions with choices, and the layers that they turn on.

    It holds the questions that are asked, given the answers before; where several
    choices can be made, each of them. Of a service with resources, the name of their
    file is the last answer.
    """

    answers: tuple[Item, ...]
    layers: frozenset[str]
    name: str

    @classmethod
    def of(cls, row: Answers) -> "Combination":
        """Without the defaults of questions that are not asked."""
        space = questionnaire()
        asked = space.asked(row)
        answers = {name: asked[name] for name in space.options if name in asked}
        if row.get(RESOURCES):
            answers[RESOURCES] = row[RESOURCES]
        layers = frozenset(name for name in space.layers if row[name])
        return cls(tuple(answers.items()), layers, name_of(answers))

    def saved(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "answers": self.answers,
            "layers": sorted(self.layers),
            "name": self.name,
        }

    @classmethod
    def loaded(cls, saved: dict[str, Any]) -> "Combination":
        answers = tuple((name, value) for name, value in saved["answers"])
        return cls(answers, frozenset(saved["layers"]), saved["name"])

    @cached_property
    def data(self) -> Answers:
        """The answers as Copier takes them."""
        answers = questionnaire().together(dict(self.answers))
        if file := self.resources:
            answers[RESOURCES] = resources_of(file)
        return answers

    @property
    def resources(self) -> str:
        """The name of the file with its resources; empty if it has none."""
        return str(dict(self.answers).get(RESOURCES, ""))

    @property
    def core(self) -> tuple[Item, ...]:
        return tuple(item for item in self.answers if item[0] in CORE)

    @property
    def parts(self) -> Answers:
        """Which of several choices are made, and which are not."""
        return {
            name: value for name, value in self.answers if question_of(name) != name
        }

    def switched(self, name: str, value: Any) -> "Combination":
        """The same with another answer to one question.

        As an update has it: an answer that no longer fits is replaced by its default,
        and a question that was not asked before has its own.
        """
        wanted = {**dict(self.answers), name: value}
        row: Answers = {}
        for each in questionnaire().order:
            fitting = questionnaire().fitting(each, row)
            kept = [choice for choice in fitting if choice == wanted.get(each)]
            row[each] = [*kept, *fitting][0]
        switched = Combination.of(row)
        if dict(switched.answers).get(name) != value:
            raise ValueError(f"{self} can't have {value!r} as its {name}")
        return switched

    def but(self, answers: Answers) -> "Combination":
        """The same with these answers, where they fit."""
        return usual_with(**{**dict(self.answers), **answers})

    def as_asked_by(self, older: Questionnaire) -> "Combination":
        """The same without parts of which an older release knew nothing.

        So an update has it: it adds no part to a service.
        """
        known, answers = questionnaire(), dict(self.answers)
        new = self.parts.keys() - older.options.keys()
        return self.but({name: known.default_on_update(name, answers) for name in new})

    def __str__(self) -> str:
        return self.name

    @property
    def command(self) -> str:
        """The line that renders it, from the root of this repository."""
        data = " ".join(
            f"--data '{name}=[{','.join(value)}]'"
            if isinstance(value, list)
            else f"--data {name}={value}"
            for name, value in self.data.items()
            if name != RESOURCES
        )
        if file := FILES[self.resources]:
            data += f" --data-file {file.relative_to(ROOT)}"
        return f"uv run copier copy --defaults --vcs-ref=HEAD {data} . DEST"


def name_of(answers: Answers) -> str:
    """What a user would say, with each answer that is not the usual one."""
    # An API that is not there says nothing, nor an ORM that is the framework's own.
    spoken = {("api", "none"): "pages"}
    core = {name: value for name, value in answers.items() if name in CORE}
    words = [spoken.get(item, str(item[1])) for item in core.items()]
    usual = usual_answers(frozenset(core.items()))
    assert usual is not None
    unusual = [
        spell(name, value) for name, value in answers.items() if value != usual[name]
    ]
    return "+".join(["-".join(dict.fromkeys(words)), *unusual])


def spell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        word = name.rpartition(".")[2]
        return word if value else f"no-{word}"
    return str(value).lower()


def usual_with(**answers: Any) -> Combination:
    """The most usual combination that has these answers."""
    found = usual_or_none(answers)
    if found is None:
        raise ValueError(f"no combination has {answers}")
    return found


def usual_or_none(answers: Mapping[str, Any]) -> Combination | None:
    """The same, or None if these answers don't fit together."""
    wanted = questionnaire().singly(answers)
    row = usual_answers(frozenset(wanted.items()))
    return Combination.of(row) if row else None


@cache
def usual_answers(wanted: Target) -> Answers | None:
    return find(questionnaire(), dict(wanted))


def can_be_on_together(layers: Iterable[str]) -> bool:
    return find(questionnaire(), dict.fromkeys(layers, ".")) is not None


def first_of_each(
    rows: Iterable[Combination], kind: Callable[[Combination], Hashable]
) -> list[Combination]:
    found: dict[Hashable, Combination] = {}
    for row in rows:
        found.setdefault(kind(row), row)
    return list(found.values())


def first_of_each_framework(rows: Iterable[Combination]) -> list[Combination]:
    return first_of_each(rows, lambda row: row.data["framework"])

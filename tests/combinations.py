"""The combinations that are offered, computed from the questions of copier.yml."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import covertable
import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

ROOT = Path(__file__).parent.parent
# What a service is, to its developers. Every combination of these is proven; further
# options are combined pairwise with them and with one another.
CORE = ("framework", "api", "orm", "database")
# No code follows from these: it is enough that all of them are rendered.
PAPER = ("license",)

Answers = dict[str, Any]


@dataclass(frozen=True)
class Combination:
    """Answers to the questions with choices, under a name that a user would say."""

    answers: tuple[tuple[str, Any], ...]

    @property
    def data(self) -> Answers:
        return dict(self.answers)

    def switched(self, name: str, value: Any) -> "Combination":
        """The same with another answer to one question."""
        return Combination(tuple({**self.data, name: value}.items()))

    @property
    def core(self) -> str:
        return "-".join(self.data[name] for name in CORE if name in self.data)

    def __str__(self) -> str:
        options = [
            spell(name, value)
            for name, value in self.answers
            if name not in CORE and value != questions()[name]["default"]
        ]
        return "+".join([self.core, *options])

    @property
    def command(self) -> str:
        """The line that renders it, from the root of this repository."""
        data = " ".join(f"--data {name}={value}" for name, value in self.answers)
        return f"uv run copier copy --defaults --vcs-ref=HEAD {data} . DEST"


def spell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return name if value else f"no-{name}"
    return str(value).lower()


@cache
def configuration() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    return loaded


@cache
def questions() -> dict[str, dict[str, Any]]:
    """The questions that a person is asked."""
    return {
        name: question
        for name, question in configuration().items()
        if not name.startswith("_") and question.get("when") is not False
    }


@cache
def options() -> dict[str, list[Any]]:
    """Each question that has choices, with the values of its choices."""
    return {
        name: values(question)
        for name, question in questions().items()
        if "choices" in question or question["type"] == "bool"
    }


def values(question: dict[str, Any]) -> list[Any]:
    if question["type"] == "bool":
        return [True, False]
    choices = question["choices"]
    if isinstance(choices, dict):
        choices = list(choices.values())
    return [
        choice["value"] if isinstance(choice, dict) else choice for choice in choices
    ]


@cache
def layers() -> list[str]:
    """The hidden answers that are folders: "." where on, empty where off."""
    return [
        name
        for name, answer in configuration().items()
        if isinstance(answer, dict)
        and answer.get("when") is False
        and re.search(r"'\.' if|else '\.'", str(answer["default"]))
    ]


@cache
def environment() -> jinja2.Environment:
    return SandboxedEnvironment(
        loader=jinja2.FileSystemLoader(ROOT), undefined=jinja2.StrictUndefined
    )


def is_valid(answers: Answers) -> bool:
    """Whether no choice among the answers is disabled by its validator."""
    for name, value in answers.items():
        choices = questions()[name].get("choices", [])
        for choice in choices.values() if isinstance(choices, dict) else choices:
            if isinstance(choice, dict) and choice["value"] == value:
                validator = environment().from_string(choice.get("validator", ""))
                if validator.render(answers).strip():
                    return False
    return True


def combine(chosen: dict[str, list[Any]]) -> list[Combination]:
    rows = (dict(zip(chosen, row, strict=True)) for row in product(*chosen.values()))
    return [Combination(tuple(row.items())) for row in rows if is_valid(row)]


@cache
def every() -> list[Combination]:
    """All that can be chosen."""
    return combine(options())


@cache
def core() -> list[Combination]:
    """Every combination of the core, with the defaults beside it."""
    return combine(
        {
            name: choices if name in CORE else [questions()[name]["default"]]
            for name, choices in options().items()
        }
    )


@cache
def covering() -> list[Combination]:
    """The core's combinations, and more until one of them has each pair of choices."""
    factors = {
        name: [questions()[name]["default"]] if name in PAPER else choices
        for name, choices in options().items()
    }
    rows = covertable.make(
        factors,
        strength=2,
        presets=[combination.data for combination in core()],
        constraints=[
            {"operator": "fn", "requires": list(factors), "evaluate": is_valid}
        ],
    )
    found = [Combination(tuple((name, row[name]) for name in factors)) for row in rows]
    return [*core(), *(row for row in found if row not in core())]

"""The combinations that are offered, computed from the questions of copier.yml."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

ROOT = Path(__file__).parent.parent
# What a service is, to its developers. Every combination of these is proven; further
# options are combined pairwise with them and with one another.
CORE = ("framework", "django_version", "api", "pages", "orm", "database", "example")
# Which of them a combination is called by; the others are named where they are unusual.
NAMED = ("framework", "api", "orm", "database")
# No code follows from these, and each concerns files of its own: it is enough that they
# are rendered with one another and with each choice, and not with all at once.
PAPER = ("license",)

# A folder of the template that is there by a choice.
LAYER = re.compile(r"{{ (\w+) }}")

Answers = dict[str, Any]
Trait = frozenset[Any]


@dataclass(frozen=True)
class Combination:
    """Answers to the questions with choices, under a name that a user would say.

    It holds the questions that are asked, given the answers before.
    """

    answers: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, row: Answers) -> "Combination":
        """Without the defaults of questions that are not asked."""
        return cls(tuple(item for item in row.items() if is_asked(item[0], row)))

    @property
    def data(self) -> Answers:
        return dict(self.answers)

    @property
    def core(self) -> tuple[tuple[str, Any], ...]:
        return tuple(item for item in self.answers if item[0] in CORE)

    @property
    def layers(self) -> frozenset[str]:
        return active_layers(self)

    def switched(self, name: str, value: Any) -> "Combination":
        """The same with another answer to one question.

        As an update has it: an answer that no longer fits is replaced by its default,
        and a question that was not asked before has its own.
        """
        wanted = {**self.data, name: value}
        row: Answers = {}
        for question in options():
            fitting = usual_first(question, row)
            row[question] = next(
                (choice for choice in fitting if choice == wanted.get(question)),
                fitting[0],
            )
        switched = Combination.of(row)
        if switched.data.get(name) != value:
            raise ValueError(f"{self} can't have {value!r} as its {name}")
        return switched

    def __str__(self) -> str:
        # An API that is not there says nothing, nor an ORM that is the framework's own.
        spoken = {("api", "none"): "pages"}
        named = [(name, str(self.data[name])) for name in NAMED if name in self.data]
        words = [spoken.get((name, value), value) for name, value in named]
        usual = usual_beside(self.core)
        unusual = [
            spell(name, value)
            for name, value in self.answers
            if name not in NAMED and value != usual[name]
        ]
        return "+".join(["-".join(dict.fromkeys(words)), *unusual])

    @property
    def command(self) -> str:
        """The line that renders it, from the root of this repository."""
        data = " ".join(f"--data {name}={value}" for name, value in self.answers)
        return f"uv run copier copy --defaults --vcs-ref=HEAD {data} . DEST"


def spell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return name if value else f"no-{name}"
    return str(value).lower()


# --- copier.yml ---


@cache
def configuration() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    return loaded


def questions_of(configuration: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: question
        for name, question in configuration.items()
        if not name.startswith("_") and question.get("when") is not False
    }


@cache
def questions() -> dict[str, dict[str, Any]]:
    """What can be answered, in contrast to what follows from the answers."""
    return questions_of(configuration())


def options_of(questions: dict[str, dict[str, Any]]) -> dict[str, list[Any]]:
    return {
        name: [value for value, _ in choices(question)]
        for name, question in questions.items()
        if "choices" in question or question["type"] == "bool"
    }


@cache
def options() -> dict[str, list[Any]]:
    """Each question that has choices, with the values of its choices."""
    return options_of(questions())


def choices(question: dict[str, Any]) -> list[tuple[Any, str]]:
    """The values of a question's choices, each with its validator."""
    listed = question.get("choices", [True, False])
    return [
        (choice["value"], choice.get("validator", ""))
        if isinstance(choice, dict)
        else (choice, "")
        for choice in (listed.values() if isinstance(listed, dict) else listed)
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


# --- What Copier makes of it ---


@cache
def environment() -> jinja2.Environment:
    """Jinja with the filters that Copier gives to the questions."""
    return SandboxedEnvironment(
        loader=jinja2.FileSystemLoader(ROOT),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        undefined=jinja2.StrictUndefined,
    )


@cache
def compiled(text: str) -> jinja2.Template:
    return environment().from_string(text)


def evaluate(value: Any, row: Answers) -> Any:
    """A value of copier.yml, which may be a template of the answers before."""
    if not isinstance(value, str):
        return value
    return compiled(value).render(typed() | row)


@cache
def typed() -> Answers:
    """What is offered for the answers that are typed."""
    row: Answers = {}
    for name, question in questions().items():
        if name not in options():
            row[name] = compiled(question["default"]).render(row)
    return row


def is_true(value: Any) -> bool:
    return str(value).strip().lower() == "true"


def is_asked(name: str, row: Answers) -> bool:
    return is_true(evaluate(questions()[name].get("when", True), row))


def default(name: str, row: Answers) -> Any:
    question = questions()[name]
    value = evaluate(question["default"], row)
    return is_true(value) if question["type"] == "bool" else value


def refusal(name: str, value: Any, row: Answers) -> str:
    """Why a choice does not fit to the answers before; empty where it does."""
    question = questions()[name]
    validators = [text for choice, text in choices(question) if choice == value]
    validators.append(question.get("validator", ""))
    row = {**row, name: value}
    return "".join(evaluate(text, row) for text in validators).strip()


def usual_first(name: str, row: Answers) -> list[Any]:
    """The choices that fit to the answers before, with the default as the first.

    A question that is not asked has its default, which other questions may go by.
    """
    usual = default(name, row)
    if not is_asked(name, row):
        return [usual]
    fitting = [value for value in options()[name] if not refusal(name, value, row)]
    return sorted(fitting, key=lambda value: bool(value != usual))


@cache
def active_layers(combination: Combination) -> frozenset[str]:
    """The layers that are on, as Copier computes them: each from the answers before."""
    row: Answers = {}
    for name in options():
        row[name] = combination.data.get(name, default(name, row))
    for name in layers():
        row[name] = evaluate(configuration()[name]["default"], row)
    assert {row[name] for name in layers()} <= {".", ""}
    return frozenset(name for name in layers() if row[name])


# --- What is proven ---


@cache
def every() -> list[Combination]:
    """All that can be chosen, the most usual first."""
    rows: list[Answers] = [{}]
    for name in options():
        rows = [
            {**row, name: value} for row in rows for value in usual_first(name, row)
        ]
    return [Combination.of(row) for row in rows]


@cache
def core() -> list[Combination]:
    """Every combination of the core, with what is usual beside it."""
    found: dict[object, Combination] = {}
    for combination in every():
        found.setdefault(combination.core, combination)
    return list(found.values())


def first_of_each_framework(rows: Iterable[Combination]) -> list[Combination]:
    found: dict[str, Combination] = {}
    for row in rows:
        found.setdefault(row.data["framework"], row)
    return list(found.values())


@cache
def usual_beside(answers: tuple[tuple[str, Any], ...]) -> Answers:
    """What a combination of this core has without being named for it.

    Of the core itself that is what the same framework and API would have; of the rest,
    the default, or the first that fits: Django 6.1 brings a newer Python.
    """
    named = [item for item in answers if item[0] in NAMED]
    first = next(one for one in every() if set(named) <= set(one.answers))
    same = next(one for one in every() if one.core == answers)
    return {name: (first if name in CORE else same).data[name] for name in same.data}


@cache
def nestings() -> frozenset[Trait]:
    """The layers within layers that the template's folders are."""
    folders = (ROOT / "template").rglob("*/")
    return frozenset(frozenset(LAYER.findall(str(folder))) for folder in folders)


@cache
def traits(combination: Combination) -> frozenset[Trait]:
    """What a fault may need: two answers, or the layers that a file is in.

    That is under one framework, as another brings other code for the same answers.
    """
    framework, *others = combination.answers
    assert framework[0] == "framework"
    pairs = {frozenset({framework, *pair}) for pair in combinations(others, 2)}
    return frozenset(pairs) | parts(combination)


@cache
def parts(combination: Combination) -> frozenset[Trait]:
    """What a fault in one file or one line may need: its layers, or an answer."""
    framework, *others = combination.answers
    answers = {frozenset({framework, answer}) for answer in others}
    return frozenset(answers) | set(filter(combination.layers.issuperset, nestings()))


def cover(
    rows: Sequence[Combination],
    *,
    chosen: Iterable[Combination] = (),
    traits: Callable[[Combination], frozenset[Trait]] = traits,
) -> list[Combination]:
    """The chosen, and more rows until each trait that a row has is there."""
    found = list(chosen)
    missing = (
        frozenset[Trait]().union(*map(traits, rows)).difference(*map(traits, found))
    )
    while missing:
        best = max(rows, key=lambda row: len(missing & traits(row)))
        missing -= traits(best)
        found.append(best)
    return found


def without_paper() -> Iterator[Combination]:
    """All that differ by more than paper, each with the usual paper."""
    seen = set()
    for combination in every():
        code = tuple(item for item in combination.answers if item[0] not in PAPER)
        if code not in seen:
            seen.add(code)
            yield combination


@cache
def rendered() -> list[Combination]:
    """All from which code follows, and more until paper is paired with every choice."""
    return cover(every(), chosen=without_paper())


@cache
def covering() -> list[Combination]:
    """The core's with the example, and more until one has each pair of choices.

    Without the example a service has less of everything, its tests among it: those of
    the sample stand for the others.
    """
    without = {one for one in core() if one.data.get("example") is False}
    chosen = [one for one in core() if one not in without or one in sample()]
    return cover(list(without_paper()), chosen=chosen)


@cache
def beside() -> list[Combination]:
    """Those that run only for what is beside the core: the other Pythons."""
    return [combination for combination in covering() if combination not in core()]


@cache
def sample() -> list[Combination]:
    """A few of the core's, among which are each of its choices and each file.

    These go through what takes long, and tells of the code alone; the others at night.
    """
    return cover(core(), traits=parts)

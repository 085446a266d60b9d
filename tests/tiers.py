"""Which combinations a run proves: few of those that are offered, chosen by rule.

They are computed once and kept, until the questions, the layers or the rules change.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from enum import IntEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tests.covers import Target, find
from tests.questionnaire import ROOT, Answers, questionnaire
from tests.rules import (
    chosen_of,
    core_answers,
    cover_installed,
    cover_rendered,
    layer_folders,
    pieces,
    subset,
)
from tests.space import (
    CORE,
    Combination,
    first_of_each_framework,
    spell,
    usual_with,
)

CACHE = ROOT / ".cache" / "combinations"


class Tier(IntEnum):
    """How much a run proves."""

    QUICK = 0
    DEFAULT = 1
    FULL = 2
    NIGHTLY = 3


class Cached:
    """Combinations that are computed once, for all processes and runs."""

    def __init__(self, compute: Callable[[], Iterable[Answers]]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__
        self.found: list[Combination] = []

    def __call__(self) -> list[Combination]:
        if not self.found:
            file = CACHE / digest() / f"{self.name}.json"
            if not file.exists():
                rows = dict.fromkeys(map(Combination.of, self.rows))
                write(file, json.dumps([row.saved() for row in rows], indent=1))
            saved = json.loads(file.read_text("utf-8"))
            self.found = [Combination.loaded(each) for each in saved]
        return self.found

    @cached_property
    def rows(self) -> list[Answers]:
        """The same as answers to all questions, and layers."""
        return list(self.compute())


@cache
def digest() -> str:
    """Of all that the choice of combinations follows from."""
    rules = ("covers", "questionnaire", "rules", "space", "tiers")
    files = [
        ROOT / "copier.yml",
        *sorted(file for file in (ROOT / "extensions").rglob("*") if file.is_file()),
        *(ROOT / "tests" / f"{name}.py" for name in rules),
    ]
    found = hashlib.sha256(repr([sorted(each) for each in layer_folders()]).encode())
    for file in files:
        found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def write(file: Path, text: str) -> None:
    """Write it whole: other processes may look for it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as temporary:
        temporary.write(text)
    Path(temporary.name).chmod(0o644)  # other accounts may run the tests, too
    Path(temporary.name).replace(file)


@Cached
def core() -> Iterator[Answers]:
    """Every combination of the core, with the usual answers to other questions."""
    space = questionnaire()
    for framework in space.options["framework"]:
        for answers in core_answers(space, framework):
            row = find(space, answers)
            assert row is not None
            yield row


def first() -> list[Combination]:
    """What a quick run installs."""
    return core()[:1]


def frameworks() -> list[Combination]:
    """The usual combination of each framework."""
    return first_of_each_framework(core())


def stacks() -> list[Combination]:
    """The usual combination of each framework, API and ORM."""
    found: dict[Target, Combination] = {}
    for row in core():
        stack = frozenset(item for item in row.core if item[0] != "database")
        found.setdefault(stack, row)
    return list(found.values())


def images() -> list[Combination]:
    """A service of each framework, each on a database of its own."""
    databases = questionnaire().options["database"]
    frameworks = questionnaire().options["framework"]
    wanted = set(zip(frameworks, databases, strict=False))
    found: dict[Any, Combination] = {}
    for row in core():
        pair = row.data["framework"], row.data.get("database")
        if pair in wanted:
            found.setdefault(pair, row)
    return list(found.values())


def on_servers() -> list[Combination]:
    """Each framework, API and ORM on each database server."""
    return [row for row in core() if "server" in row.layers]


@Cached
def installed() -> list[Answers]:
    """What a full run installs: the core, and pairs of the rest."""
    return cover_installed(questionnaire())


@Cached
def rendered() -> list[Answers]:
    """What is rendered: these, and pairs with what is apart there."""
    return cover_rendered(questionnaire(), installed.rows)


@Cached
def installed_nightly() -> list[Answers]:
    """What is installed at night: each three answers together, too."""
    return [*installed.rows, *cover_installed(questionnaire(), size=3)]


@Cached
def rendered_nightly() -> list[Answers]:
    """What is rendered at night: each three answers together, too."""
    rows = cover_rendered(questionnaire(), installed_nightly.rows, size=3)
    return [*rendered.rows, *rows]


@cache
def chosen() -> list[Combination]:
    """What the default run installs: each answer in a service of each framework.

    Servers, the newest Python and licences are in a service of one framework.
    """
    return chosen_of(installed())


@cache
def sample() -> list[Combination]:
    """A few of those installed, among which are each answer and each file.

    They go through what takes long and depends on the code alone.
    """
    return subset(installed(), pieces)


def stack_named(name: str) -> Combination:
    """Find the combination of a name: its core, and each answer that is unusual.

    Raises:
        ValueError: There is none; the message names similar ones.
    """
    first, *unusual = name.split("+")
    cores = {str(one): one for one in core()}
    if first not in cores:
        similar = ", ".join(get_close_matches(first, cores, n=4, cutoff=0))
        raise ValueError(f"There is no stack {first}. Did you mean {similar}?")
    spelled = {
        spell(question, value): (question, value)
        for question, values in questionnaire().options.items()
        if question not in CORE
        for value in values
    }
    for word in unusual:
        if word not in spelled:
            raise ValueError(f"No answer is {word}. Use one of {', '.join(spelled)}.")
    answers = dict(spelled[word] for word in unusual)
    return usual_with(**dict(cores[first].core), **answers)

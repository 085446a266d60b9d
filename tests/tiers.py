"""Which combinations a run proves: few of those that are offered, chosen by rule.

They are computed once and kept, until the questions, the layers or the rules change.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import IntEnum
from functools import cache, cached_property
from itertools import combinations, product
from pathlib import Path

from tests.covers import Cover, Item, Target, find
from tests.questionnaire import ROOT, Answers, Questionnaire, questionnaire
from tests.space import CORE, Combination

# Answers from which no code follows: each is in some service, and paired with no other.
PAPER = ("license",)
# The oldest Python is paired with the other answers where they are rendered; where they
# are installed, each runs some service of each framework.
FLOOR = "python_version"
# Interpreters and servers that a machine may lack have services of their own, so that
# nothing else is skipped with them.
NEWEST_PYTHON = (FLOOR, "3.14")
SERVERS = (("database", "postgresql"), ("database", "mysql"))

# A folder of the template that is there by a choice.
LAYER = re.compile(r"{{ (\w+) }}")
KEPT = ROOT / ".cache" / "combinations"


class Tier(IntEnum):
    """How much a run proves."""

    QUICK = 0
    DEFAULT = 1
    FULL = 2
    NIGHTLY = 3


# --- Rules ---


def core_answers(space: Questionnaire, framework: str) -> Iterator[Answers]:
    """Yield each way to answer the core: only the questions that are then asked."""
    others = [name for name in CORE if name != "framework"]
    # None stands for a question that is not asked.
    for values in product(*([*space.options[name], None] for name in others)):
        items = [("framework", framework), *zip(others, values, strict=True)]
        answers = {name: value for name, value in items if value is not None}
        row = find(space, answers)
        if row is not None and answers.keys() == space.asked(row).keys() & {*CORE}:
            yield answers


def each_group(
    space: Questionnaire, framework: str, names: Iterable[str], size: int
) -> Iterator[Target]:
    """Yield the answers to each group of so many of these questions."""
    for chosen in combinations(names, size):
        for values in product(*(space.options[name] for name in chosen)):
            items = zip(chosen, values, strict=True)
            yield frozenset({("framework", framework), *items})


@cache
def layer_folders() -> list[frozenset[str]]:
    """The layers that the template's folders are in."""
    folders = sorted(str(folder) for folder in (ROOT / "template").rglob("*/"))
    return list(dict.fromkeys(frozenset(LAYER.findall(folder)) for folder in folders))


def each_folder(framework: str) -> Iterator[Target]:
    """Yield the layers of each folder, so that each file is in some row."""
    for layers in layer_folders():
        yield frozenset({("framework", framework), *((name, ".") for name in layers)})


def cover_choices(space: Questionnaire) -> list[Answers]:
    """Return rows until each answer is in one of each framework; servers in any."""
    apart = [NEWEST_PYTHON, *SERVERS]
    code = [name for name in space.options if name not in ("framework", *PAPER)]
    targets = [
        target
        for framework in space.options["framework"]
        for target in each_group(space, framework, code, 1)
        if target.isdisjoint(apart)
    ]
    paper = [
        frozenset({(name, value)}) for name in PAPER for value in space.options[name]
    ]
    cover = Cover(space, [*targets, *paper], avoid=apart)
    for framework in space.options["framework"]:
        cover.add({"framework": framework})
    cover.fill()
    for name, value in apart:
        cover.add({name: value})
    return cover.rows


def cover_groups(
    space: Questionnaire,
    rows: Iterable[Answers],
    *,
    size: int = 2,
    apart: Iterable[str] = (),
    avoid: Collection[Item] = (),
) -> list[Answers]:
    """Add the core to the rows, and more until each group of answers is in one.

    That is by framework, as another brings other code for the same answers. Questions
    that are kept apart are in no group, but each of their answers is in a row; so is
    each file.
    """
    found = []
    for framework in space.options["framework"]:
        names = [name for name in space.options if name != "framework"]
        grouped = [name for name in names if name not in (*PAPER, *apart)]
        targets = [
            *each_group(space, framework, grouped, size),
            *each_group(space, framework, names, 1),
            *each_folder(framework),
        ]
        cover = Cover(space, targets, avoid=avoid)
        for row in rows:
            if row["framework"] == framework:
                cover.take(row)
        for answers in core_answers(space, framework):
            if not any(answers.items() <= row.items() for row in cover.rows):
                cover.add(answers)
        found += cover.fill()
    return found


def cover_installed(
    space: Questionnaire, rows: Iterable[Answers], size: int = 2
) -> list[Answers]:
    return cover_groups(space, rows, size=size, apart=[FLOOR], avoid=[NEWEST_PYTHON])


def cover_rendered(
    space: Questionnaire, rows: Iterable[Answers], size: int = 2
) -> list[Answers]:
    return cover_groups(space, rows, size=size)


def parts(row: Combination) -> set[Target]:
    """What a fault in one line or one file may need: an answer, or its layers."""
    framework = row.answers[0]
    code = [item for item in row.answers if item[0] not in (*PAPER, FLOOR)]
    answers = {frozenset({framework, item}) for item in code}
    on = {framework, *((name, ".") for name in row.layers)}
    return answers | {each for each in each_folder(framework[1]) if each <= on}


def sample_of(rows: Iterable[Combination]) -> list[Combination]:
    """Return a few of these, among which are all the answers and files they have."""
    had = {row: parts(row) for row in rows}
    missing = set[Target]().union(*had.values())
    chosen: list[Combination] = []
    while missing:
        best = max(had, key=lambda row: len(missing & had[row]))
        missing -= had[best]
        chosen.append(best)
    return chosen


# --- What is computed once ---


class Kept:
    """Combinations that are computed once, for all processes and runs."""

    def __init__(self, compute: Callable[[], Iterable[Answers]]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__
        self.found: list[Combination] = []

    def __call__(self) -> list[Combination]:
        if not self.found:
            file = KEPT / digest() / f"{self.compute.__name__}.json"
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
    rules = ("covers", "questionnaire", "space", "tiers")
    files = [
        ROOT / "copier.yml",
        *sorted((ROOT / "extensions").rglob("*.*")),
        *(ROOT / "tests" / f"{name}.py" for name in rules),
    ]
    found = hashlib.sha256(repr([sorted(each) for each in layer_folders()]).encode())
    for file in files:
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


def write(file: Path, text: str) -> None:
    """Write it whole: other processes may look for it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as temporary:
        temporary.write(text)
    os.replace(temporary.name, file)


@Kept
def core() -> Iterator[Answers]:
    """Every combination of the core, with what is usual beside it."""
    space = questionnaire()
    for framework in space.options["framework"]:
        for answers in core_answers(space, framework):
            row = find(space, answers)
            assert row is not None
            yield row


@Kept
def chosen() -> list[Answers]:
    """What the default run installs: each choice in some service."""
    return cover_choices(questionnaire())


@Kept
def installed() -> list[Answers]:
    """What a full run installs: these, the core, and pairs of the rest."""
    return cover_installed(questionnaire(), chosen.rows)


@Kept
def rendered() -> list[Answers]:
    """What is rendered: these, and pairs with each oldest Python."""
    return cover_rendered(questionnaire(), installed.rows)


@Kept
def installed_nightly() -> list[Answers]:
    """What is installed at night: each three answers together, too."""
    return cover_installed(questionnaire(), installed.rows, size=3)


@Kept
def rendered_nightly() -> list[Answers]:
    """What is rendered at night: each three answers together, too."""
    return cover_rendered(questionnaire(), installed_nightly.rows, size=3)


@cache
def sample() -> list[Combination]:
    """A few of those installed, among which are each answer and each file.

    They go through what takes long and depends on the code alone.
    """
    return sample_of(installed())

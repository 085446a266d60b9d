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
from tests.questionnaire import FILES, RESOURCES, ROOT, Answers, questionnaire
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
    first_of_each,
    first_of_each_framework,
    spell,
    usual_or_none,
    usual_with,
)

CACHE = ROOT / ".cache" / "combinations"

# The parts that connect to the code of a service.
CONNECTED = ("cache", "tasks", "outbound", "telemetry")


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


def complete() -> list[Combination]:
    """A service of each framework, with every part that connects to its code."""
    return [connected(row) for row in frameworks()]


def connected(row: Combination) -> Combination:
    return row.but({f"parts.{part}": True for part in CONNECTED})


def calling() -> list[Combination]:
    """A service of each framework that calls others, also without a database."""
    calls = {"parts.outbound": True}
    return [
        *(row.but(calls) for row in frameworks()),
        *(
            usual_with(framework=name, orm="none", **calls)
            for name in ("fastapi", "flask")
        ),
    ]


def measured() -> list[Combination]:
    """Each framework with telemetry, Django on a server, and one without a database."""
    rows = [
        *frameworks(),
        next(row for row in on_servers() if "django" in row.layers),
        next(row for row in core() if "stateless" in row.layers),
    ]
    return [row.but({"parts.telemetry": True}) for row in rows]


def first() -> list[Combination]:
    """What a quick run installs."""
    return core()[:1]


def frameworks() -> list[Combination]:
    """The usual combination of each framework."""
    return first_of_each_framework(core())


def stacks() -> list[Combination]:
    """The usual combination of each framework, API and ORM."""
    return first_of_each(core(), each_stack)


def images() -> list[Combination]:
    """A service of each framework with all parts, each on a database of its own."""
    databases = questionnaire().options["database"]
    frameworks = questionnaire().options["framework"]
    wanted = set(zip(frameworks, databases, strict=False))

    def pair(row: Combination) -> tuple[Any, Any]:
        return row.data["framework"], row.data.get("database")

    rows = (row for row in core() if pair(row) in wanted)
    return [connected(row) for row in first_of_each(rows, pair)]


def with_resources(
    rows: Iterable[Combination], *files: str, **answers: Any
) -> list[Combination]:
    """Those that can have resources, with each of these files."""
    found = [
        usual_or_none({**dict(row.core), **answers, RESOURCES: file})
        for row in rows
        for file in files
    ]
    return [row for row in found if row]


def with_pages(rows: Iterable[Combination]) -> list[Combination]:
    """The same with pages on SQLite, where the framework has them."""
    return [
        row.but({"pages": True}) if row.layers >= {"sqlite", "wsgi"} else row
        for row in rows
    ]


def zoo() -> list[Combination]:
    """All types and options of resources, in a service of each framework."""
    return with_pages(with_resources(frameworks(), "zoo", example=False))


def zoo_and_pages_only() -> list[Combination]:
    return [*zoo(), *(row for row in zoos() if "pages_only" in row.layers)]


def zoos() -> list[Combination]:
    """The same on each framework, API and ORM, and each ORM on each server."""
    rows = with_pages(with_resources(migrated(), "zoo", example=False))
    others = with_pages(with_resources(stacks(), "zoo", example=False))
    found = {each_stack(row): row for row in [*others, *rows]}
    return list(dict.fromkeys([*found.values(), *rows]))


def each_stack(row: Combination) -> Target:
    return frozenset(item for item in row.core if item[0] != "database")


EXAMPLES = [name for name in FILES if name not in ("", "zoo")]


def examples() -> list[Combination]:
    """Each example of the documents, in a service of another framework."""
    pairs = zip(frameworks(), EXAMPLES, strict=True)
    return [row for stack, file in pairs for row in with_resources([stack], file)]


def examples_nightly() -> list[Combination]:
    """The same, in a service of each framework."""
    return with_resources(frameworks(), *EXAMPLES)


def core_with_resources() -> list[Combination]:
    return [*core(), *zoos()]


def chosen_with_resources() -> list[Combination]:
    return [*chosen(), *zoo()]


def rendered_with_resources() -> list[Combination]:
    return [*rendered(), *resourceful()]


def rendered_with_resources_nightly() -> list[Combination]:
    return [*rendered_nightly(), *resourceful_nightly()]


def resourceful() -> list[Combination]:
    """Each service with resources that a full run installs."""
    return [*zoos(), *examples()]


def resourceful_nightly() -> list[Combination]:
    return [*zoos(), *examples_nightly()]


@cache
def installed_core() -> list[Combination]:
    """Of those installed, one with each combination of the core."""
    return first_of_each(installed(), lambda row: frozenset(row.core))


def on_servers() -> list[Combination]:
    """Each framework, API and ORM on each database server."""
    return [row for row in core() if "server" in row.layers]


@cache
def migrated() -> list[Combination]:
    """Each ORM on each database; the frameworks that share an ORM take turns."""
    found: dict[Target, list[Combination]] = {}
    for row in installed_core():
        if "users" in row.layers:
            kind = frozenset(
                each for each in row.core if each[0] in ("orm", "database")
            )
            found.setdefault(kind, []).append(row)
    return [rows[turn % len(rows)] for turn, rows in enumerate(found.values())]


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
    spelled |= {name: (RESOURCES, name) for name in FILES if name}
    for word in unusual:
        if word not in spelled:
            raise ValueError(f"No answer is {word}. Use one of {', '.join(spelled)}.")
    answers = dict(spelled[word] for word in unusual)
    return usual_with(**dict(cores[first].core), **answers)

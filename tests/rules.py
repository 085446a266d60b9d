"""The rules by which few combinations stand for all that are offered."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import combinations, product

from tests.covers import Cover, Item, Target, find
from tests.questionnaire import ROOT, Answers, Questionnaire, questionnaire
from tests.space import CORE, Combination, first_of_each_framework

# Answers from which no code follows: each is in some service, and paired with no other.
PAPER = ("license",)
# The oldest Python is paired with the other answers where they are rendered; where they
# are installed, each runs some service of each framework.
FLOOR = "python_version"
# So are these parts: their files stand beside the service, and no module or dependency
# follows from them.
BESIDE = (
    "parts.container",
    "parts.github",
    "parts.gitlab",
    "parts.kubernetes",
    "parts.renovate",
)
# A machine may lack this interpreter and these servers. They have services of their
# own, so that no other answer is skipped with them.
NEEDED = {(FLOOR, "3.14"), ("database", "postgresql"), ("database", "mysql")}

# A folder of the template that is there by a choice.
LAYER = re.compile(r"{{ (\w+) }}")


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
    files = (ROOT / "template").rglob("*")
    folders = {str(f.parent) for f in files if f.is_file() and f.suffix != ".pyc"}
    found = (frozenset(LAYER.findall(folder)) for folder in sorted(folders))
    known = {*questionnaire().layers}
    # Tests name a layer that has no hidden answer.
    return [layers for layers in dict.fromkeys(found) if layers <= known]


def each_folder(framework: str) -> Iterator[Target]:
    """Yield the layers of each folder, so that each file is in some row.

    Files for resources are in services of their own.
    """
    for layers in layer_folders():
        if layers & questionnaire().of_resources:
            continue
        yield frozenset({("framework", framework), *((name, ".") for name in layers)})


def brought_by(choices: Iterable[str], folder: Target) -> bool:
    """Return whether a folder is of a part, whose layer has the name of the choice."""
    return any((name.rpartition(".")[2], ".") in folder for name in choices)


def usual(space: Questionnaire, framework: str) -> Answers:
    row = find(space, {"framework": framework})
    assert row is not None
    return space.asked(row)


def cover_of(
    space: Questionnaire,
    framework: str,
    rows: Iterable[Answers],
    *,
    size: int,
    apart: Collection[str] = (),
    avoid: Collection[Item] = (),
) -> list[Answers]:
    """Return rows that have those wanted, each group of answers, and each file.

    That is of one framework, as another brings other code for the same answers.
    Questions that are kept apart are in no group; each of their answers is in a row.
    Their files are in one only if no other choice is needed.
    """
    names = [name for name in space.options if name != "framework"]
    grouped = [name for name in names if name not in (*PAPER, *apart)]
    targets = [
        *each_group(space, framework, grouped, size),
        *each_group(space, framework, names, 1),
        *(folder for folder in each_folder(framework) if not brought_by(apart, folder)),
    ]
    cover = Cover(space, targets, avoid=avoid)
    for wanted in rows:
        if not any(wanted.items() <= space.asked(row).items() for row in cover.rows):
            cover.add(wanted)
    return cover.fill()


def cover_installed(space: Questionnaire, size: int = 2) -> list[Answers]:
    """Return the core, and rows until each pair of answers is in one.

    Each answer is in a row that needs no server, if it can be.
    """
    found = []
    for framework in space.options["framework"]:
        core = list(core_answers(space, framework))
        on_servers = [answers for answers in core if NEEDED & answers.items()]
        names = [name for name in space.options if name != "framework"]
        singles = map(dict, each_group(space, framework, names, 1))
        rows = [
            usual(space, framework),
            *(answers for answers in core if answers not in on_servers),
            *(single for single in singles if not NEEDED & single.items()),
            *on_servers,
        ]
        found += cover_of(
            space, framework, rows, size=size, apart=[FLOOR, *BESIDE], avoid=NEEDED
        )
    return found


def cover_rendered(
    space: Questionnaire, rows: Iterable[Answers], size: int = 2
) -> list[Answers]:
    """Add rows until what is apart is paired with the other answers, too."""
    return [
        row
        for framework in space.options["framework"]
        for row in cover_of(
            space,
            framework,
            [space.asked(row) for row in rows if row["framework"] == framework],
            size=size,
        )
    ]


def subset(
    rows: Iterable[Combination], targets: Callable[[Combination], set[Target]]
) -> list[Combination]:
    """Return few of these rows that have all the targets that they all have."""
    had = {row: targets(row) for row in rows}
    missing = set[Target]().union(*had.values())
    chosen: list[Combination] = []
    while missing:
        best = max(had, key=lambda row: len(missing & had[row]))
        missing -= had[best]
        chosen.append(best)
    return chosen


def chosen_of(rows: list[Combination]) -> list[Combination]:
    def targets(row: Combination) -> set[Target]:
        framework, *others = row.answers
        return {
            frozenset({item} if item[0] in PAPER else {framework, item})
            for item in others
        }

    plain = [row for row in rows if NEEDED.isdisjoint(row.answers)]
    found = [*first_of_each_framework(plain), *subset(plain, targets)]
    with_one = [
        next(row for row in rows if NEEDED & {*row.answers} == {item})
        for item in sorted(NEEDED)
    ]
    return list(dict.fromkeys([*found, *with_one]))


def pieces(row: Combination) -> set[Target]:
    """What a fault in one line or one file may need: an answer, or its layers."""
    framework = row.answers[0]
    paper = (*PAPER, FLOOR, *BESIDE)
    code = [item for item in row.answers if item[0] not in paper]
    answers = {frozenset({framework, item}) for item in code}
    return answers | {each for each in folders(row) if not brought_by(BESIDE, each)}


def folders(row: Combination) -> set[Target]:
    """The layers of each folder from which it takes files."""
    framework = row.answers[0]
    on = {framework, *((name, ".") for name in row.layers)}
    return {each for each in each_folder(framework[1]) if each <= on}

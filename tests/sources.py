"""The template's files: the layers that each lies in, and the path that it is given.

Run by itself, it tells how much of a service is in layers that other frameworks use.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.questionnaire import ROOT, questionnaire
from tests.rules import LAYER
from tests.space import Combination, can_be_on_together, first_of_each_framework
from tests.tiers import core

TEMPLATE = ROOT / "template"
ANSWERS_FILE = "{{ _copier_conf.answers_file }}"

# Paths below template/, without what running the Python there leaves behind.
SOURCES = sorted(
    PurePosixPath(path.relative_to(TEMPLATE).as_posix())
    for path in TEMPLATE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
)


def read(source: PurePosixPath) -> str:
    return (TEMPLATE / source).read_text("utf-8")


def layers_of(source: PurePosixPath) -> list[str]:
    return [match[1] for part in source.parts[:-1] if (match := LAYER.fullmatch(part))]


def output_of(source: PurePosixPath) -> PurePosixPath:
    """Where a source is rendered to, once its layers are on."""
    parts = [part for part in source.parts if not LAYER.fullmatch(part)]
    parts[-1] = parts[-1].replace(ANSWERS_FILE, ".copier-answers.yml")
    return PurePosixPath(*parts[:-1], parts[-1].removesuffix(".jinja"))


def active_sources(combination: Combination) -> list[PurePosixPath]:
    return [
        source for source in SOURCES if combination.layers.issuperset(layers_of(source))
    ]


def shared_sources(combination: Combination) -> list[PurePosixPath]:
    """Those of a service that a service of another framework may have, too."""
    frameworks = {*questionnaire().options["framework"]}
    others = frameworks - {combination.data["framework"]}
    return [
        source
        for source in active_sources(combination)
        if any(can_be_on_together({*layers_of(source), each}) for each in others)
    ]


def lines(sources: Iterable[PurePosixPath]) -> int:
    return sum(len(read(source).splitlines()) for source in sources)


def main() -> None:
    usual = first_of_each_framework(core())
    for combination in [*usual, usual[-1].switched("pages", True)]:
        shared, all_ = shared_sources(combination), active_sources(combination)
        print(
            f"{combination}: {len(shared)} of {len(all_)} files "
            f"({len(shared) / len(all_):.0%}), {lines(shared)} of {lines(all_)} lines "
            f"({lines(shared) / lines(all_):.0%})"
        )


if __name__ == "__main__":
    main()

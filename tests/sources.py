"""The template's files: the layers that each lies in, and the path that it is given.

Run by itself, it tells how much of a service is in layers that other frameworks use.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.questionnaire import ROOT, environment, questionnaire
from tests.rules import LAYER
from tests.space import Combination, can_be_on_together, first_of_each_framework
from tests.tiers import core

TEMPLATE = ROOT / "template"
ANSWERS_FILE = "{{ _copier_conf.answers_file }}"
# Around a part of a path that holds the name of each entity.
YIELD = "{% yield table from tables %}"
IN_YIELD = re.compile(f"{re.escape(YIELD)}(.*){re.escape('{% endyield %}')}")

# Paths below template/, without what running the Python there leaves behind.
SOURCES = sorted(
    PurePosixPath(path.relative_to(TEMPLATE).as_posix())
    for path in TEMPLATE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
)


def read(source: PurePosixPath) -> str:
    return (TEMPLATE / source).read_text("utf-8")


def is_of_each_entity(source: PurePosixPath) -> bool:
    """Return whether it is rendered once for each entity of the resources."""
    return any(part.startswith(YIELD) for part in source.parts)


def layers_of(source: PurePosixPath) -> list[str]:
    found = [LAYER.fullmatch(part) for part in source.parts[:-1]]
    layers = [match[1] for match in found if match]
    return [*layers, "entities"] if is_of_each_entity(source) else layers


def outputs_of(source: PurePosixPath, combination: Combination) -> list[PurePosixPath]:
    """Where it is rendered to in a service with its layers."""
    if not is_of_each_entity(source):
        return [output_of(source)]
    tables = questionnaire().contents(combination.resources)["tables"]
    found = []
    for table in tables:
        parts = [
            environment().from_string(IN_YIELD.sub(r"\1", part)).render(table=table)
            for part in output_of(source).parts
        ]
        if all(parts):
            found.append(PurePosixPath(*parts))
    return found


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

"""A choice is a folder: what the folders promise, in every combination."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations, permutations
from pathlib import Path, PurePosixPath

import pytest

from tests import tiers
from tests.conftest import Render
from tests.covers import find
from tests.questionnaire import questionnaire
from tests.rules import BESIDE
from tests.sources import (
    SOURCES,
    active_sources,
    layers_of,
    lines,
    output_of,
    outputs_of,
    shared_sources,
)
from tests.space import Combination, can_be_on_together, usual_with

# --- Folders and answers ---


def test_layers_on_disk_are_the_hidden_answers() -> None:
    folders = {name for source in SOURCES for name in layers_of(source)}

    assert folders == {*questionnaire().layers}, (
        "A folder {{ NAME }} of template/ needs a hidden answer NAME in copier.yml, "
        "which is '.' or '', and the answer needs a folder."
    )


@pytest.mark.parametrize("layer", questionnaire().layers)
def test_layer_is_on_in_some_combination_and_off_in_another(layer: str) -> None:
    assert find(questionnaire(), {layer: "."})
    assert find(questionnaire(), {layer: ""})


def test_no_layer_is_in_one_that_it_implies() -> None:
    nested = {pair for source in SOURCES for pair in permutations(layers_of(source), 2)}

    assert [
        f"{{{{ {one} }}}} is on only where {{{{ {other} }}}} is: leave the latter out."
        for one, other in sorted(nested)
        if find(questionnaire(), {one: ".", other: ""}) is None
    ] == []


def in_none_of(
    sources: Iterable[PurePosixPath], combinations: Iterable[Combination]
) -> list[str]:
    """Return the sources that no combination takes."""
    together = {combination.layers for combination in combinations}
    return [
        str(source)
        for source in sources
        if not any(active.issuperset(layers_of(source)) for active in together)
    ]


def test_source_is_in_some_service() -> None:
    assert in_none_of(SOURCES, tiers.rendered_with_resources()) == []


@pytest.mark.parametrize(
    "rows", [tiers.installed, tiers.sample], ids=["installed", "sample"]
)
def test_source_of_code_is_in_some_service(
    rows: Callable[[], list[Combination]],
) -> None:
    beside = {name.rpartition(".")[2] for name in BESIDE}
    sources = [path for path in SOURCES if beside.isdisjoint(layers_of(path))]

    assert in_none_of(sources, [*rows(), *tiers.zoos()]) == []


def test_layers_never_write_one_path_twice() -> None:
    rivals = defaultdict[str, list[PurePosixPath]](list)
    for source in SOURCES:  # one file, on a disk that ignores the case
        rivals[str(output_of(source)).lower()].append(source)

    assert [
        (str(one), str(other))
        for sources in rivals.values()
        for one, other in combinations(sources, 2)
        if can_be_on_together({*layers_of(one), *layers_of(other)})
    ] == []


@pytest.mark.combinations(
    "first", "core_with_resources", "core_with_resources", "core_with_resources"
)
def test_copier_writes_the_files_of_the_layers_that_are_on(
    combination: Combination, render: Render, tmp_path: Path
) -> None:
    service = render(tmp_path / "service", **combination.data)

    written = {
        path.relative_to(service).as_posix()
        for path in service.rglob("*")
        if path.is_file()
    }
    assert written == {
        str(output)
        for source in active_sources(combination)
        for output in outputs_of(source, combination)
    }


def test_most_of_a_flask_api_is_what_another_framework_has() -> None:
    service = usual_with(framework="flask")

    shared, all_ = shared_sources(service), active_sources(service)

    assert len(shared) > 0.6 * len(all_)
    assert lines(shared) > 0.55 * lines(all_)

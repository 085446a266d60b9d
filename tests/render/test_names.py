"""The code of resources is formatted, linted and whole, whatever their names."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import ruff
from tests.conftest import Render
from tests.questions.resources import macros, words
from tests.render.models import resources
from tests.space import Combination

# In such an order that long names refer to short ones, and short ones to long ones.
LENGTHS = (2, 50, 3, 24, 49, 12, 47, 36, 44, 18, 50, 40, 30)


@pytest.mark.combinations("zoo", "zoo", "zoos", "zoos")
def test_names_of_any_length_are_formatted_and_linted(
    combination: Combination, render: Render, tmp_path: Path
) -> None:
    check(combination, render, tmp_path, seed=0, lengths=LENGTHS)


@pytest.mark.nightly
@pytest.mark.combinations("zoos", "zoos", "zoos", "zoos")
@pytest.mark.parametrize("seed", range(1, 5))
def test_names_of_each_length_are_formatted_and_linted(
    combination: Combination, render: Render, tmp_path: Path, seed: int
) -> None:
    check(combination, render, tmp_path, seed=seed, lengths=range(2, 51))


def check(
    combination: Combination,
    render: Render,
    folder: Path,
    *,
    seed: int,
    lengths: Sequence[int],
) -> None:
    data = combination.data | {"resources": resources(seed, lengths)}
    service = render(folder / "service", **data)

    ruff.check(service)


@pytest.mark.combinations("zoo", "zoo", "zoos", "zoos")
def test_names_in_the_code_of_an_entity_are_reserved(
    combination: Combination, render: Render, tmp_path: Path
) -> None:
    # No other name contains theirs.
    model = resources(0, [50] * 5)
    own = [entity["name"] for entity in model] + [
        name["name"] for entity in model for name in entity["fields"]
    ]
    data = combination.data | {"resources": model}
    service = render(tmp_path / "service", **data)
    plurals = [entity["plural"] for entity in model]
    files = [
        path
        for path in service.rglob("*.py")
        if any(plural in str(path) for plural in plurals)
    ]

    used = {name for path in files for name in names_in(path)}
    pattern = macros("reserved").NAME
    free = {
        name
        for name in used
        if re.search(pattern, name) and not any(each in name for each in own + plurals)
    }
    assert "changes" in free
    assert free <= {*words("variables"), *words("python")}


def names_in(path: Path) -> Iterator[str]:
    """Yield the names that a module uses: variables, parameters, imports.

    What a class Meta assigns hides no name outside of it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_meta = {
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == "Meta"
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    }
    for node in ast.walk(tree):
        if node in of_meta:
            continue
        match node:
            case ast.arg(arg=name) | ast.Name(id=name):
                yield name
            case ast.alias(name=name, asname=None) | ast.alias(asname=str(name)):
                yield name

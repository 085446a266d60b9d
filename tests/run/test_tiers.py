"""What the tiers promise of the services that they install and render."""

from collections.abc import Iterable
from itertools import combinations, product

import pytest

from tests import tiers
from tests.covers import Target, find, has
from tests.questionnaire import questionnaire
from tests.rules import BESIDE, FLOOR, NEEDED, PAPER, pieces
from tests.space import Combination


def answers(rows: Iterable[Combination]) -> set[tuple[str, object]]:
    return {item for row in rows for item in row.answers}


def offered() -> set[tuple[str, object]]:
    options = questionnaire().options
    return {(name, value) for name in options for value in options[name]}


def offered_with_servers() -> set[tuple[str, object]]:
    return {item for item in offered() if item[0] == "database"}


def test_default_run_installs_each_choice() -> None:
    assert answers(tiers.chosen()) == offered()


def test_missing_servers_and_pythons_take_no_other_choice_along() -> None:
    rows = [row for row in tiers.chosen() if NEEDED.isdisjoint(row.answers)]

    assert answers(rows) == offered() - NEEDED


def test_larger_runs_take_what_smaller_ones_take() -> None:
    assert {*tiers.chosen()} <= {*tiers.installed()} <= {*tiers.rendered()}


@pytest.mark.nightly
def test_nightly_runs_take_what_others_take() -> None:
    assert {*tiers.installed()} <= {*tiers.installed_nightly()}
    assert {*tiers.rendered()} <= {*tiers.rendered_nightly()}


def test_full_run_installs_the_core() -> None:
    core = {row.core for row in tiers.core()}

    assert {row.core for row in tiers.installed()} == core
    # As does a machine on which the newest Python is missing.
    newest = NEEDED - offered_with_servers()
    rows = [row for row in tiers.installed() if newest.isdisjoint(row.answers)]
    assert {row.core for row in rows} == core


@pytest.mark.parametrize(
    ("rows", "apart"),
    [(tiers.installed, (*PAPER, FLOOR, *BESIDE)), (tiers.rendered, PAPER)],
    ids=["installed", "rendered"],
)
def test_pairs_of_answers_are_together_where_they_can_be(
    rows: tiers.Cached, apart: tuple[str, ...]
) -> None:
    options = questionnaire().options
    names = [name for name in options if name not in ("framework", *apart)]
    found = [dict(row.answers) for row in rows()]

    missing = [
        target
        for one, other in combinations(names, 2)
        for values in product(options["framework"], options[one], options[other])
        for target in [dict(zip(("framework", one, other), values, strict=True))]
        if not any(has(row, frozenset(target.items())) for row in found)
        and find(questionnaire(), target)
    ]

    assert missing == []


def test_sample_has_each_answer_and_each_file_that_is_installed() -> None:
    def all_pieces(rows: Iterable[Combination]) -> set[Target]:
        return set[Target]().union(*map(pieces, rows))

    assert all_pieces(tiers.sample()) == all_pieces(tiers.installed())

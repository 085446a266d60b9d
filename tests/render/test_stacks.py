"""The tests know each framework, ORM, database and layer that is offered."""

import pytest

from tests.questionnaire import questionnaire
from tests.rules import NEEDED
from tests.stacks import FRAMEWORKS, LAYER_SIGNS, ORMS, SERVERS, WITHOUT_SIGN

OPTIONS = questionnaire().options
LAYERS = {*questionnaire().layers}


@pytest.mark.parametrize(
    ("record", "known", "offered"),
    [
        ("FRAMEWORKS", {*FRAMEWORKS}, {*OPTIONS["framework"]}),
        ("ORMS", {*ORMS}, {*OPTIONS["orm"]} - {"none"}),
        ("SERVERS", {*SERVERS}, {*OPTIONS["database"]} - {"sqlite"}),
        ("LAYER_SIGNS or WITHOUT_SIGN", {*LAYER_SIGNS} | WITHOUT_SIGN, LAYERS),
    ],
)
def test_record_is_complete(record: str, known: set[str], offered: set[str]) -> None:
    assert offered - known == set(), f"Add these to {record} in tests/stacks.py."
    assert known - offered == set(), f"Remove these from {record} in tests/stacks.py."


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_framework_has_a_driver_for_each_server(framework: str) -> None:
    assert SERVERS.keys() - FRAMEWORKS[framework].drivers.keys() == set(), (
        f"Add these to the drivers of {framework} in tests/stacks.py."
    )


def test_services_that_need_a_server_are_apart() -> None:
    needed = {value for name, value in NEEDED if name == "database"}

    assert needed == {*SERVERS}, "NEEDED in tests/rules.py holds each database server."

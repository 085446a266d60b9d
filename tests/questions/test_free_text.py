"""Free text renders to valid files, or is refused with a message."""

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from copier import run_copy, run_update
from pytest_copier.plugin import CopierFixture

from tests import ruff
from tests.conftest import Render
from tests.git import commit_all, git
from tests.questionnaire import questionnaire
from tests.questions.answers import assert_holds
from tests.questions.hostile import FIELDS, HOSTILE_TEXTS
from tests.space import usual_with
from tests.timing import step

FRAMEWORKS = [
    pytest.param(name, marks=[pytest.mark.full] if number else [])
    for number, name in enumerate(questionnaire().options["framework"])
]


def accepted() -> list[ParameterSet]:
    """Each text, as the answers to the questions that accept it."""
    found = {
        case: {name: hostile.text for name in FIELDS if not hostile.message(name)}
        for case, hostile in HOSTILE_TEXTS.items()
    }
    return [pytest.param(typed, id=case) for case, typed in found.items() if typed]


def refused() -> list[ParameterSet]:
    """One text for each message of each question."""
    texts = {
        (name, message): (case, hostile.text)
        for case, hostile in HOSTILE_TEXTS.items()
        for name in FIELDS
        if (message := hostile.message(name))
    }
    return [
        pytest.param(name, text, message, id=f"{name}-{case}")
        for (name, message), (case, text) in texts.items()
    ]


def test_free_text_is_tried_with_hostile_text() -> None:
    assert {*questionnaire().texts} == FIELDS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("typed", accepted())
def test_accepted_text_renders_to_valid_files(
    typed: dict[str, str], framework: str, templated_files: Path, tmp_path: Path
) -> None:
    service = tmp_path / "service"
    data = {**typed, "framework": framework}

    with step("render"):
        run_copy(str(templated_files), service, data=data, defaults=True, quiet=True)

    assert_holds(service, typed)
    # The module that holds an answer passes the service's own format and lint checks.
    # Files without tags are not rendered here, so its package has no module of its own.
    (service / "app/__init__.py").touch()
    ruff.check(service, "app/config.py")


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("case", HOSTILE_TEXTS)
def test_validator_returns_the_message(name: str, case: str) -> None:
    hostile = HOSTILE_TEXTS[case]

    message = questionnaire().refusal(name, hostile.text, usual_with().data)

    assert message == hostile.message(name)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text", "message"), refused())
def test_refused_text_stops_the_copy_with_the_message(
    name: str, text: str, message: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"^Validation error") as error:
        render(tmp_path / "service", **{name: text})

    assert str(error.value) == f"Validation error for question '{name}': {message}"
    assert not (tmp_path / "service").exists()


@pytest.mark.slow
def test_accepted_text_survives_an_update(
    copier: CopierFixture, tmp_path: Path
) -> None:
    typed = {
        "project_name": "{{ x }} 'null': # ~ 🚀",
        "project_slug": "null",
        "project_description": 'yes: "{% raw %}" \\ ' + "long " * 30 + "line",
        "user_name": "~",
        "user_email": "{{x}}'@example.com",
    }
    service = copier.copy(tmp_path, **typed).path
    commit_all(service)

    run_update(service, defaults=True, overwrite=True, quiet=True)

    assert git(service, "status", "--porcelain") == ""
    assert_holds(service, typed)

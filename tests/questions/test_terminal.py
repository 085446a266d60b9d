"""Copier's questions in a terminal, from the first prompt to the rendered service."""

from pathlib import Path

import pytest

from tests.questionnaire import Answers, questionnaire
from tests.questions.answers import answers_of, assert_holds
from tests.questions.asked import asked
from tests.questions.hostile import NOT_A_SLUG
from tests.questions.terminal import (
    CLEAR,
    DOWN,
    SPACE,
    Terminal,
    keys_to_choose,
)
from tests.space import usual_with


@pytest.mark.slow
def test_refused_text_can_be_corrected(template: Path, tmp_path: Path) -> None:
    service = tmp_path / "service"
    terminal = Terminal(template, service)

    for name in asked(usual_with()):
        if name == "project_name":
            terminal.answer(name, CLEAR + "Film Club")
        elif name == "project_slug":
            terminal.answer(name, CLEAR + "Film Club")
            terminal.answer_again(NOT_A_SLUG, "films")
        else:
            terminal.answer(name)
    terminal.finish()

    assert_holds(service, {"project_name": "Film Club", "project_slug": "films"})
    assert answers_of(service).items() >= usual_with().data.items()


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(
            {
                "database": "postgresql",
                "parts": ["container", "github", "kubernetes"],
            },
            id="fastapi",
        ),
        pytest.param({"framework": "django", "api": "none", "parts": []}, id="django"),
        pytest.param(
            {"framework": "flask", "orm": "sqlmodel", "pages": True}, id="flask"
        ),
    ],
)
def test_choices_are_made_in_a_terminal(
    answers: Answers, template: Path, tmp_path: Path
) -> None:
    space = questionnaire()
    combination = usual_with(**answers)
    service = tmp_path / "service"
    terminal = Terminal(template, service)

    questions = asked(combination)
    for name in questions:
        terminal.answer(name, keys_to_choose(name, combination))
    output = terminal.finish()

    assert answers_of(service).items() >= combination.data.items()
    not_asked = space.questions.keys() - {*questions}
    assert [name for name in not_asked if space.questions[name]["help"] in output] == []
    # The choices that don't fit are shown with the reason.
    reasons = {
        space.refusal(name, value, combination.data)
        for name, _ in combination.answers
        if name not in combination.parts  # choices of a list are refused together
        for value in space.options[name]
    } - {""}
    assert reasons
    assert [reason for reason in reasons if reason not in output] == []


@pytest.mark.slow
def test_refused_list_can_be_corrected(template: Path, tmp_path: Path) -> None:
    service = tmp_path / "service"
    options = ("--defaults", "--ask=parts")
    terminal = Terminal(template, service, *options, has_cursor=True)

    terminal.report_cursor()
    # Kubernetes instead of the container, which is the fifth.
    terminal.answer("parts", DOWN * 4 + SPACE + DOWN * 3 + SPACE)
    terminal.answer_again("Kubernetes needs the container image.", SPACE)
    terminal.finish()

    assert answers_of(service)["parts"] == []

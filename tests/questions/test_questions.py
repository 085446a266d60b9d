"""What is asked: few questions, each with a sentence of help and a default."""

import re

import pytest

from tests.questionnaire import questionnaire
from tests.questions.asked import asked
from tests.tiers import rendered

QUESTIONS = questionnaire().questions


def test_at_most_thirteen_questions_are_asked() -> None:
    numbers = {str(combination): len(asked(combination)) for combination in rendered()}

    assert {name: number for name, number in numbers.items() if number > 13} == {}


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_has_help_and_a_default(name: str) -> None:
    assert re.fullmatch(r"[A-Z][^.?!\n]+\?", QUESTIONS[name]["help"])
    assert "default" in QUESTIONS[name]


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_asks_for_no_secret(name: str) -> None:
    text = f"{name} {QUESTIONS[name]['help']}".lower()

    assert "secret" not in QUESTIONS[name]
    assert not re.search(r"secret|password|passphrase|token|credential|key", text)


def test_template_needs_no_trust() -> None:
    # Copier refuses a template with any of these unless the user passes --trust.
    unsafe = {"_tasks", "_jinja_extensions", "_migrations"}

    assert unsafe.isdisjoint(questionnaire().configuration)

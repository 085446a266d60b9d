"""The questions that Copier asks in a terminal."""

from tests.questionnaire import questionnaire
from tests.space import Combination


def asked(combination: Combination) -> list[str]:
    """Return what a person who gives these answers is asked, in order."""
    space = questionnaire()
    return [
        name
        for name, question in space.questions.items()
        if question.get("ask", True) and space.is_asked(name, combination.data)
    ]

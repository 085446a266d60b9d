"""Choices that don't fit together are refused with the reason."""

from itertools import takewhile
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.questionnaire import Answers, questionnaire
from tests.space import Combination, spell, usual_with
from tests.tiers import rendered

# The last answer of each is refused. Choices of one list are answered one by one.
REFUSED: list[tuple[Answers, str]] = [
    (
        {"framework": "django", "python_version": "3.11", "django_version": "6.1"},
        "Django 6.1 needs Python 3.12 or newer.",
    ),
    (
        {"framework": "django", "api": "none", "pages": False},
        "A service without an API must serve pages.",
    ),
    *(
        ({"framework": "django", "orm": orm}, "Django has its own ORM.")
        for orm in ("sqlalchemy", "sqlmodel", "tortoise", "peewee")
    ),
    (
        {"framework": "flask", "orm": "tortoise"},
        "Tortoise ORM is asynchronous and does not work with Flask.",
    ),
    (
        {"framework": "fastapi", "orm": "peewee"},
        "Peewee is synchronous. Use it with Flask.",
    ),
    (
        {"framework": "fastapi", "orm": "django"},
        "The Django ORM needs Django.",
    ),
    ({"framework": "flask", "orm": "django"}, "The Django ORM needs Django."),
    (
        {"framework": "django", "orm": "none"},
        "Django needs a database for its users and its admin site.",
    ),
    (
        {"framework": "flask", "orm": "none", "pages": True},
        "Pages need users, and users need a database.",
    ),
    (
        {"parts.container": False, "parts.kubernetes": True},
        "Kubernetes needs the container image.",
    ),
]
OPTIONS = questionnaire().options


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(data, reason, id="-".join(map(spell, data, data.values())))
        for data, reason in REFUSED
    ],
)
def test_choice_that_does_not_fit_is_refused_with_the_reason(
    data: Answers, reason: str, render: Render, tmp_path: Path
) -> None:
    *_, name = answers = questionnaire().together(data)
    is_list = name in questionnaire().multiple
    error = "Validation error for question" if is_list else "Invalid choice for"

    with pytest.raises(ValueError, match=r"^Invalid|^Validation") as raised:
        render(tmp_path / "service", **answers)

    assert str(raised.value) == f"{error} '{name}': {reason}"
    assert not (tmp_path / "service").exists()


def before(name: str, combination: Combination) -> Answers:
    """Return the answers that come before a choice, or all if it is not made."""
    return dict(takewhile(lambda item: item[0] != name, combination.answers))


def test_every_refusal_of_a_choice_is_tried() -> None:
    space = questionnaire()
    refused = {
        (name, value, reason)
        for combination in rendered()
        for name in OPTIONS  # --data can answer what is not asked, too
        for value in OPTIONS[name]
        if (reason := space.refusal(name, value, before(name, combination)))
    }

    assert refused == {(*list(data.items())[-1], reason) for data, reason in REFUSED}, (
        "REFUSED, above, lists each refusal."
    )


# Copier reads any word as yes or no, so a question of that type refuses nothing.
@pytest.mark.parametrize(
    "name", [name for name in OPTIONS if {True, False} != {*OPTIONS[name]}]
)
def test_unknown_choice_is_refused(name: str, render: Render, tmp_path: Path) -> None:
    usual = usual_with(**{name: OPTIONS[name][0]}).data
    offered = [
        value
        for value in OPTIONS[name]
        if not questionnaire().refusal(name, value, usual)
    ]

    with pytest.raises(ValueError, match=r"^Invalid choice") as error:
        render(tmp_path, **{**usual, name: "oracle"})

    message = f"Invalid choice for '{name}': 'oracle' is not in {offered}"
    assert str(error.value) == message


def test_only_choices_have_validators_where_there_are_choices() -> None:
    # In a terminal, Copier ignores the validator of a question with choices or of a
    # bool, unless several can be chosen.
    questions = questionnaire().questions

    assert [name for name in OPTIONS if "validator" in questions.get(name, ())] == []

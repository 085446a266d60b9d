"""The slug that is offered for a name."""

import random
import string
from typing import Any

import pytest

from tests.questions.hostile import ACCEPTED
from tests.questions.reserved import RESERVED


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("My Service", "my-service"),
        ("Café", "cafe"),
        ("Große Straße", "grosse-strasse"),
        ("Žluťoučký kůň", "zlutoucky-kun"),
        ("🚀", "service"),
        ("字" * 30, "service"),
        ("42", "service"),
        ("3 wishes", "wishes"),
        ("x" * 60, "x" * 32),
        ("x" * 31 + " yz", "x" * 31),
        ("--help", "help"),
        ("class", "class"),
        ("json", "json"),
        ("FastAPI", "fastapi-service"),
        ("Typing_Extensions", "typing-extensions-service"),
        ("MySQL", "mysql-service"),
        ("CON", "con-service"),
    ],
)
def test_slug_follows_the_name(name: str, slug: str, naming: Any) -> None:
    assert naming.refuse_name(name) == ACCEPTED
    assert naming.slug(name) == slug
    assert naming.refuse_slug(slug) == ACCEPTED


# Names of random characters, or of a reserved name.
@pytest.mark.parametrize("number", [300, pytest.param(3000, marks=pytest.mark.full)])
def test_slug_of_any_accepted_name_is_valid(number: int, naming: Any) -> None:
    chosen = random.Random(0)
    alphabet = string.ascii_letters + string.digits + string.punctuation + "   éß字🚀İK"
    names = [
        "".join(chosen.choices(alphabet, k=chosen.randint(1, 60)))
        for _ in range(number)
    ]
    names += [name.upper() for name in RESERVED]
    names += [f"{name}!" for name in RESERVED]
    accepted = [name for name in names if not naming.refuse_name(name)]

    assert len(accepted) > number / 3
    assert {
        name: message
        for name in accepted
        if (message := naming.refuse_slug(naming.slug(name)))
    } == {}

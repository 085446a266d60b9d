"""Slugs."""

import pytest
from httpx2 import Client

from tests.api.problems import check_problem, pointers


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello", "hello"),
        ("  Hello,   World! ", "hello-world"),
        ("Crème brûlée", "creme-brulee"),
        ("Große Straße 5", "grosse-strasse-5"),
        ("C++ & C#", "c-c"),
        ("-- a --", "a"),
        ("日本 2026", "2026"),
    ],
)
def test_slug_has_ascii_letters_and_digits(
    client: Client, text: str, slug: str
) -> None:
    response = client.post("/api/slugs", json={"text": text})

    assert response.status_code == 200
    assert response.json() == {"slug": slug}


def test_long_slug_is_cut(client: Client) -> None:
    text = "one two three"
    slugs = [
        client.post("/api/slugs", json={"text": text, "max_length": length}).json()
        for length in (1, 3, 4, 5, 200)
    ]

    assert [body["slug"] for body in slugs] == [
        "o",
        "one",
        "one",
        "one-t",
        "one-two-three",
    ]


@pytest.mark.parametrize("text", ["!?", "日本", "🚀"])
def test_text_without_letters_and_digits_is_refused(client: Client, text: str) -> None:
    response = client.post("/api/slugs", json={"text": text})

    problem = check_problem(response, 422, "empty_slug")
    assert [error["pointer"] for error in problem["errors"]] == ["/text"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": "  "}, "/text"),
        ({"text": "x" * 1001}, "/text"),
        ({"text": 1}, "/text"),
        ({"text": "a", "max_length": 0}, "/max_length"),
        ({"text": "a", "max_length": 201}, "/max_length"),
        ({"text": "a", "separator": "_"}, "/separator"),
    ],
)
def test_invalid_body_is_refused(
    client: Client, body: dict[str, object], pointer: str
) -> None:
    assert pointers(client.post("/api/slugs", json=body)) == [pointer]

"""Lost edits and lost rows are found, and nothing else is."""

import pytest

from tests.update.lost_edits import lost_edits
from tests.update.rows import lost_rows
from tests.update.trees import Tree

BEFORE = {"a.py": b"one\ntwo\nthree\n"}
IN_CONFLICT = b"<<<<<<< before updating\nmine\n=======\ntwo\n>>>>>>> after updating\n"


@pytest.mark.parametrize(
    ("edited", "updated"),
    [
        ({"a.py": b"one\nmine\ntwo\nthree\n"}, {"a.py": b"one\ntwo\nfour\n"}),
        ({"a.py": b"one\nmine\ntwo\nthree\n"}, {}),
        ({"a.py": b"one\nthree\n"}, {"a.py": b"one\ntwo\nthree\n"}),
        ({}, {"a.py": b"one\n"}),
        ({**BEFORE, "b.py": b"mine\n"}, BEFORE),
    ],
    ids=["a line", "a file", "a deleted line", "a deleted file", "a new file"],
)
def test_lost_edit_is_found(edited: Tree, updated: Tree) -> None:
    assert len(lost_edits(BEFORE, edited, updated)) == 1


@pytest.mark.parametrize(
    ("edited", "updated"),
    [
        ({"a.py": b"one\nmine\nthree\n"}, {"a.py": b"zero\none\nmine\nthree\n"}),
        ({"a.py": b"one\nmine\nthree\n"}, {"a.py": b"one\n" + IN_CONFLICT}),
        ({}, {}),
        (BEFORE, {"a.py": b"four\n"}),
    ],
    ids=["a line", "a conflict", "a deleted file", "no edit"],
)
def test_kept_edit_is_not_reported(edited: Tree, updated: Tree) -> None:
    assert lost_edits(BEFORE, edited, updated) == []


def test_line_that_the_release_adds_elsewhere_is_not_the_deleted_one() -> None:
    edited = {"a.py": b"one\nthree\n"}
    updated = {"a.py": b"one\nthree\nfour\ntwo\n"}
    unedited = {"a.py": b"one\ntwo\nthree\nfour\ntwo\n"}

    assert lost_edits(BEFORE, edited, updated, unedited) == []


def test_lost_rows_are_found() -> None:
    before = {
        "users": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}],
        "empty": [],
    }
    longer = {"users": [{"id": "1", "name": "A", "new": ""}, {"id": "3", "name": "B"}]}

    assert lost_rows(before, before) == {}
    assert lost_rows(before, longer) == {"users": [{"id": "2", "name": "B"}]}
    assert lost_rows(before, {}) == {"users": before["users"]}

"""What an owner did to a service is there after an update, or marked as in conflict."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.space import Combination, first_of_each_framework
from tests.conftest import Born, Record
from tests.update.edits import Edit, edits_of, lost
from tests.figures import CONFLICT, EDITS
from tests.update.releases import Release, commit_all, newest_behind, offered_by, releases
from tests.update.updates import Tree, conflicts, owned, tree, update


def everything(folder: Path) -> Tree:
    """All that git would take and what only the owner has: revisions, .env."""
    ignored = folder / ".env"
    settings = {ignored.name: ignored.read_bytes()} if ignored.is_file() else {}
    return tree(folder) | owned(folder) | settings


def singly() -> list[object]:
    """Each edit from each release; by day from the newest that is behind."""
    return [
        pytest.param(
            release,
            combination,
            [edit],
            id=f"{release}-{combination}: {edit}",
            marks=[] if release == newest_behind() else [pytest.mark.nightly],
        )
        for release, combination in usual()
        for edit in edits_of(combination.data["framework"])
    ]


def together() -> list[object]:
    return [
        pytest.param(
            release,
            combination,
            edits_of(combination.data["framework"]),
            id=f"{release}-{combination}: all together",
        )
        for release, combination in usual()
    ]


def usual() -> list[tuple[Release, Combination]]:
    return [
        (release, combination)
        for release in releases()
        for combination in first_of_each_framework(offered_by(release))
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("release", "combination", "edits"), singly() + together())
def test_update_loses_no_edit(
    born: Born,
    tmp_path: Path,
    record_property: Record,
    release: Release,
    combination: Combination,
    edits: Sequence[Edit],
) -> None:
    folder = born(tmp_path / "service", release.version, combination)
    before = everything(folder)
    for edit in edits:
        edit.make(folder)
    record_property(EDITS, len(edits))
    commit_all(folder)
    edited = everything(folder)

    update(folder)

    for name in conflicts(folder):
        record_property(CONFLICT, name)
    assert lost(before, edited, everything(folder)) == []


BORN = {"a.py": b"one\ntwo\nthree\n"}
MARKED = b"<<<<<<< before updating\nmine\n=======\ntwo\n>>>>>>> after updating\n"


@pytest.mark.parametrize(
    ("edited", "updated"),
    [
        ({"a.py": b"one\nmine\ntwo\nthree\n"}, {"a.py": b"one\ntwo\nfour\n"}),
        ({"a.py": b"one\nmine\ntwo\nthree\n"}, {}),
        ({"a.py": b"one\nthree\n"}, {"a.py": b"one\ntwo\nthree\n"}),
        ({}, {"a.py": b"one\n"}),
        ({**BORN, "b.py": b"mine\n"}, BORN),
    ],
    ids=["a line", "a file", "a deletion", "a deleted file", "a new file"],
)
def test_what_is_lost_is_found(edited: Tree, updated: Tree) -> None:
    assert len(lost(BORN, edited, updated)) == 1


@pytest.mark.parametrize(
    ("edited", "updated"),
    [
        ({"a.py": b"one\nmine\nthree\n"}, {"a.py": b"zero\none\nmine\nthree\n"}),
        ({"a.py": b"one\nmine\nthree\n"}, {"a.py": b"one\n" + MARKED}),
        ({}, {}),
        (BORN, {"a.py": b"four\n"}),
    ],
    ids=["a line", "a conflict", "a deletion", "no edit"],
)
def test_what_is_kept_is_not_lost(edited: Tree, updated: Tree) -> None:
    assert lost(BORN, edited, updated) == []

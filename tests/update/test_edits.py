"""An update keeps what the owner has edited, or marks it as in conflict."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.git import commit_all
from tests.tiers import Tier
from tests.update.changes import removed_since
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE, Edit
from tests.update.figures import CONFLICT, EDITS, Record
from tests.update.lost_edits import lost_edits
from tests.update.origins import MARKS, Origin, origins
from tests.update.trees import OWNED, Tree, conflicts, migrations, tree
from tests.update.updates import update


def all_files(folder: Path) -> Tree:
    """Return the service's files, including those that no update touches."""
    names = (".env", *OWNED)
    owned = {
        name: (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file()
    }
    return tree(folder) | migrations(folder) | owned


def together() -> list[object]:
    return [
        pytest.param(origin, CATALOGUE, id=f"{origin}: all", marks=MARKS[tier])
        for origin, tier in origins().items()
    ]


def singly() -> list[object]:
    """Take each edit from the newest release in a full run, from all at night.

    In a full run, the frameworks take turns.
    """
    newest = [one for one, tier in origins().items() if tier == Tier.DEFAULT]
    in_turn = {
        (newest[turn % len(newest)], edit) for turn, edit in enumerate(CATALOGUE)
    }
    return [
        pytest.param(
            origin,
            [edit],
            id=f"{origin}: {edit}",
            marks=MARKS[Tier.FULL if (origin, edit) in in_turn else Tier.NIGHTLY],
        )
        for origin in origins()
        for edit in CATALOGUE
    ]


@pytest.mark.parametrize(("origin", "edits"), together() + singly())
def test_update_loses_no_edit(
    services: Services,
    tmp_path: Path,
    record_property: Record,
    origin: Origin,
    edits: Sequence[Edit],
) -> None:
    folder = services.copy(tmp_path / "service", origin)
    before = all_files(folder)
    for edit in edits:
        edit.apply(folder)
    record_property(EDITS, len(edits))
    commit_all(folder)
    edited = all_files(folder)

    update(folder)

    for name in conflicts(folder):
        record_property(CONFLICT, name)
    unedited = all_files(services.unedited(origin))
    lost = lost_edits(before, edited, all_files(folder), unedited)
    assert {*lost} <= removed_since(origin.version)

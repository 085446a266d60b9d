"""A service made from a release comes forward, and is as one that is made now."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from changes import changed_since
from combinations import (
    Combination,
    core,
    cover,
    first_of_each_framework,
    parts,
)
from conftest import Born, Record
from edits import edits_of
from figures import EDITS
from releases import NOW, Release, commit_all, git, offered_by, releases
from rows import lost_rows, rows_of
from services import ADMIN, install, serve
from updates import Tree, answers, changes, conflicts, tree, update


@dataclass(frozen=True)
class Updated:
    """A service of a release, brought to what stands now, and one that is made now."""

    release: Release
    combination: Combination
    folder: Path
    before: Tree
    after: Tree
    fresh: Tree


def matrix(*, usual_only: bool) -> list[object]:
    """Each release with what it offered of the core, and each file that it had.

    Of these a cover of the files is updated in every run, or the first of each
    framework; the others at night.
    """
    found: list[object] = []
    for release in releases():
        offered = offered_by(release)
        chosen = first_of_each_framework(offered)
        if not usual_only:
            chosen = cover(offered, chosen=chosen, traits=parts)
        more = [one for one in offered if one in core() and one not in chosen]
        found += [
            pytest.param(
                (release, combination),
                id=f"{release}-{combination}",
                marks=[pytest.mark.nightly] if combination in more else [],
            )
            for combination in [*chosen, *more]
        ]
    return found


@pytest.fixture(scope="module", params=matrix(usual_only=False))
def updated(
    request: pytest.FixtureRequest,
    born: Born,
    tmp_path_factory: pytest.TempPathFactory,
) -> Updated:
    release, combination = request.param
    parent = tmp_path_factory.mktemp("updated")
    folder = born(parent / "service", release.version, combination)
    before = tree(folder)
    update(folder)
    fresh = tree(born(parent / "fresh", NOW, combination))
    return Updated(release, combination, folder, before, tree(folder), fresh)


@pytest.mark.slow
def test_update_equals_a_fresh_copy(updated: Updated) -> None:
    assert updated.after == updated.fresh
    # Nobody asked for another answer, nor for what the changelog does not tell of.
    assert answers(updated.after).items() >= answers(updated.before).items()
    framework = updated.combination.data["framework"]
    changed = changed_since(updated.release.version, framework)
    assert changes(updated.before, updated.after) <= changed


@pytest.mark.slow
def test_next_update_changes_nothing(updated: Updated) -> None:
    commit_all(updated.folder)

    update(updated.folder)

    assert git(updated.folder, "status", "--porcelain") == ""


@pytest.mark.slow
@pytest.mark.parametrize("made", matrix(usual_only=True))
def test_update_leaves_a_service_that_works(
    born: Born,
    tmp_path: Path,
    record_property: Record,
    made: tuple[Release, Combination],
) -> None:
    release, combination = made
    folder = born(tmp_path / "service", release.version, combination)
    framework = combination.data["framework"]
    if combination in first_of_each_framework(core()):  # which the catalogue is for
        sound = [edit for edit in edits_of(framework) if edit.is_sound]
        for edit in sound:
            edit.make(folder)
        record_property(EDITS, len(sound))
    service = install(combination, folder)
    has_database = "users" in combination.layers
    if has_database:
        service.run("poe", "migrate")
        service.run("poe", "create-admin", ADMIN["ADMIN_EMAIL"], **ADMIN)
    if "rest" in combination.layers:
        with serve(service) as server:  # and let the contract's tests fill it
            service.run("poe", "smoke", server.url, **ADMIN)
    filled = rows_of(service.database) if has_database else {}
    commit_all(folder)  # with the lock, as an owner has it

    update(folder)

    assert conflicts(folder) == []
    service = install(combination, folder, keep_database=True)
    if has_database:
        service.run("poe", "migrate")
        assert filled.get("users") or filled["users_user"]  # Django's name of it
        assert lost_rows(filled, rows_of(service.database)) == {}
    service.run("poe", "check")
    service.run("pytest", "-q")


def test_lost_rows_are_found() -> None:
    before = {
        "users": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}],
        "empty": [],
    }
    longer = {"users": [{"id": "1", "name": "A", "new": ""}, {"id": "3", "name": "B"}]}

    assert lost_rows(before, before) == {}
    assert lost_rows(before, longer) == {"users": [{"id": "2", "name": "B"}]}
    assert lost_rows(before, {}) == {"users": before["users"]}

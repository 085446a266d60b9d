"""A service made from a release comes forward, and is as one that is made now."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.update.changes import changed_since
from tests.space import Combination, first_of_each_framework
from tests.tiers import core
from tests.TODO import cover, parts
from tests.conftest import Born
from tests.update.edits import edits_of
from tests.update.releases import NOW, Release, commit_all, ends, git, offered_by, releases
from tests.update.rows import lost_rows, rows_of
from tests.run.services import ADMIN, install, serve
from tests.update.updates import Tree, answers, changes, conflicts, tree, update


@dataclass(frozen=True)
class Updated:
    """A service of a release, brought to what stands now, and one that is made now."""

    release: Release
    combination: Combination
    folder: Path
    before: Tree
    after: Tree
    fresh: Tree


def matrix(by_day: Callable[[Release], list[Combination]]) -> list[object]:
    """Each release with what every run takes, and at night all of the core."""
    found: list[object] = []
    for release in releases():
        chosen = by_day(release)
        more = [one for one in offered_by(release) if one in core()]
        found += [
            pytest.param(
                (release, combination),
                id=f"{release}-{combination}",
                marks=[] if combination in chosen else [pytest.mark.nightly],
            )
            for combination in dict.fromkeys([*chosen, *more])
        ]
    return found


def of_each_file(release: Release) -> list[Combination]:
    """The first of each framework, and more until each file is there."""
    offered = offered_by(release)
    usual = first_of_each_framework(offered)
    return cover(offered, chosen=usual, traits=parts)


def usual_from_the_ends(release: Release) -> list[Combination]:
    """The first of each framework that this release brought, or is the last with."""
    usual = first_of_each_framework(offered_by(release))
    return [one for one in usual if release in ends(one.data["framework"])]


@pytest.fixture(scope="module", params=matrix(of_each_file))
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
@pytest.mark.parametrize("made", matrix(usual_from_the_ends))
def test_update_leaves_a_service_that_works(
    born: Born,
    tmp_path: Path,
    made: tuple[Release, Combination],
) -> None:
    release, combination = made
    folder = born(tmp_path / "service", release.version, combination)
    framework = combination.data["framework"]
    if combination in first_of_each_framework(core()):  # which the catalogue is for
        for edit in edits_of(framework):
            if edit.is_sound:
                edit.make(folder)
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

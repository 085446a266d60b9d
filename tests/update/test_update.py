"""An updated service equals one that is generated from the template as it stands."""

import re
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest

from tests.git import commit_all, git
from tests.rules import folders, pieces, subset
from tests.space import Combination
from tests.tiers import Tier
from tests.update.changes import changed_since
from tests.update.conftest import Services
from tests.update.origins import Origin, cases, origins
from tests.update.releases import (
    Release,
    core_of,
    newest_behind,
    offered_by,
    usual_of,
)
from tests.update.trees import Tree, answers, differing, tree
from tests.update.updates import update, update_by_command


@dataclass(frozen=True)
class Updated:
    """A service before and after its update, and one that is generated now."""

    origin: Origin
    folder: Path
    before: Tree
    after: Tree
    fresh: Tree


@pytest.fixture(scope="module")
def updated(
    request: pytest.FixtureRequest,
    services: Services,
    tmp_path_factory: pytest.TempPathFactory,
) -> Updated:
    origin: Origin = request.param
    parent = tmp_path_factory.mktemp("updated")
    folder = services.copy(parent / "service", origin)
    before = tree(folder)
    update(folder)
    fresh = tree(services.copy(parent / "fresh", origin.now))
    return Updated(origin, folder, before, tree(folder), fresh)


def sampled(release: Release) -> list[Combination]:
    """Return combinations with all answers and files that the release offered."""
    return subset(offered_by(release), lambda row: pieces(row) | folders(row))


def compared() -> dict[Origin, Tier]:
    """Take usual services in each run, a sample in a full one, the core at night."""
    return {
        **dict.fromkeys(origins(core_of), Tier.NIGHTLY),
        **{origin: max(tier, Tier.FULL) for origin, tier in origins(sampled).items()},
        **origins(),
    }


@pytest.mark.parametrize("updated", cases(compared()), indirect=True)
def test_update_equals_a_fresh_copy(updated: Updated) -> None:
    assert updated.after == updated.fresh
    assert answers(updated.after).items() >= answers(updated.before).items()
    changed = changed_since(updated.origin.version, updated.origin.framework)
    assert differing(updated.before, updated.after) - changed == set(), (
        "Name these in tests/update/changes.py, if this release has to change them."
    )


def updated_twice() -> dict[Origin, Tier]:
    return {**dict.fromkeys(compared(), Tier.NIGHTLY), **origins()}


@pytest.mark.parametrize("updated", cases(updated_twice()), indirect=True)
def test_next_update_changes_nothing(updated: Updated, tmp_path: Path) -> None:
    folder = copytree(updated.folder, tmp_path / "service", symlinks=True)
    commit_all(folder)

    update(folder)

    assert git(folder, "status", "--porcelain") == ""


def from_newest_behind() -> list[object]:
    """Take the usual services, and one without a database."""
    release = newest_behind()
    stateless = [one for one in offered_by(release) if "stateless" in one.layers]
    return [
        pytest.param(Origin(release.version, one), id=f"{release}-{one}")
        for one in [*usual_of(release), *stateless[:1]]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("origin", from_newest_behind())
def test_command_updates_and_prints_the_next_steps(
    services: Services, tmp_path: Path, origin: Origin
) -> None:
    folder = services.copy(tmp_path / "service", origin)
    fresh = services.copy(tmp_path / "fresh", origin.now)

    done = update_by_command(folder)

    assert done.returncode == 0, done.stderr
    assert tree(folder) == tree(fresh)
    next_steps = done.stderr.partition("is updated. Next:")[2]
    # What concerns other services, such as those with another ORM, is not there.
    assert re.findall(r"uv run .*", next_steps) == [
        "uv run poe update-template --continue    # install, check and test"
    ]

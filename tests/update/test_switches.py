"""A switched service equals one that is generated with the new answer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.git import commit_all, git
from tests.space import Combination
from tests.tiers import Tier, first
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE, Edit
from tests.update.edits.project import reformat_with_longer_lines
from tests.update.figures import CONFLICT, EDITS, Record
from tests.update.lost_edits import lost_edits
from tests.update.origins import Origin
from tests.update.releases import NOW
from tests.update.switches import Switch, alternate, marked, switches
from tests.update.trees import conflicts, differing, migrations, tree
from tests.update.updates import update, update_by_command

# What depends on the ORM. Another ORM leaves all other files alone.
OF_THE_ORM = re.compile(
    r"app/((posts|users)/)?(models|queries|bulk|upsert)\.py"
    r"|app/(asyncpg_client|callbacks|checkout|columns|conflicts|database|dialect)\.py"
    r"|app/(driver_errors|engine|fields|lazy|migrate|mysql_client|pool(ing)?)\.py"
    r"|app/sessions\.py|tests/(isolation|server|sql|statements)\.py"
    r"|tests/test_(callbacks|migrations|models|pool)\.py"
    r"|migrations/.+|\.pwmigrate|pyproject\.toml|AGENTS\.md|docs/service\.md"
    r"|Dockerfile|compose\.yaml"  # how they migrate
)

FittingEdits = Callable[[Combination], list[Edit]]


def compared() -> list[object]:
    """Take each framework's first switch of the ORM and of the example in each run.

    A full run takes every other switch; for the rest it compares edited services.
    """
    few: dict[tuple[str, str], Switch] = {}
    for switch in switches():
        if switch.name in ("orm", "example"):
            few.setdefault((switch.before.data["framework"], switch.name), switch)
    tiers = {
        **dict.fromkeys(switches(), Tier.NIGHTLY),
        **dict.fromkeys(alternate(), Tier.FULL),
        **dict.fromkeys(few.values(), Tier.DEFAULT),
    }
    return marked(tiers)


def edited() -> list[object]:
    tiers = dict.fromkeys(switches(), Tier.FULL)
    return marked({**tiers, **dict.fromkeys(alternate(), Tier.NIGHTLY)})


@pytest.mark.parametrize("switch", compared())
def test_switch_equals_a_fresh_copy(
    services: Services, tmp_path: Path, switch: Switch
) -> None:
    folder = services.copy(tmp_path / "service", Origin(NOW, switch.before))
    fresh = services.copy(tmp_path / "fresh", Origin(NOW, switch.after))
    before = tree(folder)

    update(folder, **switch.data)

    assert tree(folder) == tree(fresh)
    if not switch.changes_tables:
        assert migrations(folder) == migrations(fresh)
    if switch.keeps_rows:
        changed = differing(before, tree(folder))
        assert [name for name in changed if not OF_THE_ORM.fullmatch(name)] == []


@pytest.fixture(scope="session")
def fitting_edits(
    services: Services, tmp_path_factory: pytest.TempPathFactory
) -> FittingEdits:
    """Find the edits of the catalogue that can be made in a service."""
    found: dict[Combination, list[Edit]] = {}

    def find(combination: Combination) -> list[Edit]:
        if combination not in found:
            folder = tmp_path_factory.mktemp("fitting") / "service"
            services.copy(folder, Origin(NOW, combination))
            found[combination] = [
                edit
                for edit in CATALOGUE
                # It changes nearly all lines.
                if edit is not reformat_with_longer_lines and fits(edit, folder)
            ]
        return found[combination]

    return find


def fits(edit: Edit, folder: Path) -> bool:
    """Return whether an edit can be made, and undo it."""
    try:
        edit.apply(folder)
    except (ValueError, FileNotFoundError, FileExistsError):
        return False
    finally:
        git(folder, "checkout", "--quiet", ".")
        git(folder, "clean", "--quiet", "--force", "-d")
    return True


@pytest.mark.parametrize("switch", edited())
def test_switch_keeps_the_edits_that_still_apply(
    services: Services,
    fitting_edits: FittingEdits,
    tmp_path: Path,
    record_property: Record,
    switch: Switch,
) -> None:
    """Compare with a fresh copy in which the same edits were made.

    Where an edit can't be made in the fresh copy, its files may differ: those that only
    the owner has are kept, and the edited lines of others.
    """
    folder = services.copy(tmp_path / "service", Origin(NOW, switch.before))
    other = services.copy(tmp_path / "other", Origin(NOW, switch.before))
    expected = services.copy(tmp_path / "expected", Origin(NOW, switch.after))
    before, fresh = tree(folder), tree(expected)
    edits, still_fitting = fitting_edits(switch.before), fitting_edits(switch.after)
    for edit in edits:
        edit.apply(folder)
        if edit in still_fitting:
            edit.apply(expected)
        # Of another framework, the same edit may be written otherwise.
        if edit not in still_fitting or switch.name == "framework":
            edit.apply(other)
    commit_all(folder)
    edited, may_differ = tree(folder), differing(before, tree(other))
    record_property(EDITS, len(edits))

    update(folder, **switch.data)

    updated = tree(folder)
    in_conflict = conflicts(folder)
    for name in in_conflict:
        record_property(CONFLICT, name)
    different = differing(updated, tree(expected)) - {*in_conflict}
    # The new answer brings its files even into a folder that the owner has deleted.
    different -= {
        name for name in different - {*before} if updated.get(name) == fresh.get(name)
    }
    assert different <= may_differ
    deleted = before.keys() - fresh.keys()
    assert {*lost_edits(before, edited, updated)} & different <= deleted


@pytest.mark.slow
def test_command_switches_an_answer(services: Services, tmp_path: Path) -> None:
    (before,) = first()
    after = before.switched("license", "proprietary")
    folder = services.copy(tmp_path / "service", Origin(NOW, before))
    fresh = services.copy(tmp_path / "fresh", Origin(NOW, after))

    # As in docs/choosing.md: the release stays.
    done = update_by_command(
        folder, "--vcs-ref=:current:", "--data=license=proprietary"
    )

    assert done.returncode == 0, done.stderr
    assert tree(folder) == tree(fresh)


@pytest.mark.full
@pytest.mark.parametrize(
    ("orm", "command"),
    [
        ("sqlmodel", None),
        ("tortoise", "uv run tortoise migrate --fake"),
    ],
)
def test_command_says_what_another_orm_needs(
    services: Services, tmp_path: Path, orm: str, command: str | None
) -> None:
    (before,) = first()
    folder = services.copy(tmp_path / "service", Origin(NOW, before))

    done = update_by_command(folder, "--vcs-ref=:current:", f"--data=orm={orm}")

    assert done.returncode == 0, done.stderr
    assert ("The ORM has changed." in done.stderr) == bool(command)
    assert not command or command in done.stderr

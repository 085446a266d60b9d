"""Another framework with the same ORM keeps tables, settings and the HTTP contract."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.git import commit_all
from tests.run.services import install
from tests.space import Combination
from tests.stacks import FRAMEWORKS, ORMS
from tests.tiers import Tier, frameworks
from tests.timing import step
from tests.update.changes import changed_since
from tests.update.conftest import Services
from tests.update.origins import MARKS, Origin, origins
from tests.update.releases import NOW
from tests.update.switches import shares_tables
from tests.update.trees import (
    ANSWERS_FILE,
    Tree,
    differing,
    migration_files,
    tree,
)
from tests.update.updates import update, write_missing_migration

# What is the same with each framework, so that the owner's edits of it survive: tables,
# the HTTP contract and its tests, settings.
SHARED_FILES = (
    ".env.example",
    "app/config.py",
    "app/dialect.py",
    "app/errors.py",
    "app/log.py",
    "app/mail.py",
    "app/models.py",
    "app/pagination.py",
    "app/posts/models.py",
    "app/posts/schemas.py",
    "app/posts/upsert.py",
    "app/problems.py",
    "app/schemas.py",
    "app/users/mails.py",
    "app/users/models.py",
    "app/users/passwords.py",
    "app/users/schemas.py",
    "app/users/tokens.py",
    "migrations/script.py.mako",
    "migrations/versions/*.py",
    "tests/api/*.py",
    "tests/database.py",
    "tests/test_config.py",
    "tests/test_migrations.py",
    "tests/test_models.py",
    "tests/test_passwords.py",
    "tests/test_tokens.py",
)
EDITED = "app/users/models.py"


@dataclass(frozen=True)
class FrameworkSwitch:
    origin: Origin
    after: Combination

    def __str__(self) -> str:
        return f"{self.origin}-to-{self.after}"


def switches() -> dict[FrameworkSwitch, Tier]:
    """Return the switches to each framework with the same ORM, with their tiers."""
    current = {Origin(NOW, one): Tier.FULL for one in frameworks()}
    return {
        FrameworkSwitch(origin, after.but(origin.combination.parts)): tier
        for origin, tier in {**origins(), **current}.items()
        for after in frameworks()
        if shares_tables(origin.combination, after)
    }


def cases(tiers: dict[FrameworkSwitch, Tier]) -> list[object]:
    return [
        pytest.param(switch, id=str(switch), marks=MARKS[tier])
        for switch, tier in tiers.items()
    ]


def shared_files(folder: Path) -> Tree:
    found = {pattern: sorted(folder.glob(pattern)) for pattern in SHARED_FILES}
    assert all(found.values()), found
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for paths in found.values()
        for path in paths
    }


def edit_models(folder: Path) -> None:
    with (folder / EDITED).open("a") as models:
        models.write("\n# The owner's.\n")
    commit_all(folder)


@pytest.mark.parametrize("switch", cases(switches()))
def test_framework_switch_keeps_what_frameworks_share(
    services: Services, tmp_path: Path, switch: FrameworkSwitch
) -> None:
    origin, framework = switch.origin, switch.after.data["framework"]
    folder = services.copy(tmp_path / "service", origin)
    fresh = services.copy(tmp_path / "fresh", Origin(NOW, switch.after))
    edit_models(folder)
    shared = shared_files(folder)
    own_files = FRAMEWORKS[origin.framework].own_files
    assert all((folder / name).is_file() for name in own_files)

    update(folder, framework=framework)

    changed = changed_since(origin.version, origin.framework)
    assert differing(shared, shared_files(folder)) <= changed
    assert [name for name in own_files if (folder / name).exists()] == []
    assert differing(tree(folder), tree(fresh)) == {EDITED}
    assert tree(folder)[ANSWERS_FILE] == tree(fresh)[ANSWERS_FILE]
    assert [path.relative_to(folder) for path in migration_files(folder)] == [
        path.relative_to(fresh) for path in migration_files(fresh)
    ]


def installed() -> dict[FrameworkSwitch, Tier]:
    """Install what each run compares in a full run, and all at night."""
    return {
        switch: Tier.FULL if tier == Tier.DEFAULT else Tier.NIGHTLY
        for switch, tier in switches().items()
    }


@pytest.mark.parametrize("switch", cases(installed()))
def test_service_works_with_another_framework(
    services: Services, tmp_path: Path, switch: FrameworkSwitch
) -> None:
    folder = services.copy(tmp_path / "service", switch.origin)
    install(switch.origin.combination, folder).migrate()
    edit_models(folder)  # and commit the lock, as owners do

    update(folder, framework=switch.after.data["framework"])

    service = install(switch.after, folder)
    write_missing_migration(service, switch.origin.version)
    service.migrate()
    service.run(*ORMS[switch.after.data["orm"]].check_drift)
    with step("suite"):
        service.run("pytest", "-q")

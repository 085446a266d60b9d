"""A switched service works, once its owner has done what the documentation says."""

from pathlib import Path
from sqlite3 import connect

import pytest

from tests.git import commit_all
from tests.run.services import Service, install
from tests.stacks import ORMS
from tests.tiers import Tier, frameworks
from tests.timing import step
from tests.update.conftest import Services
from tests.update.origins import Origin
from tests.update.releases import NOW
from tests.update.rows import rows_of
from tests.update.switches import Switch, alternate, marked, switches
from tests.update.trees import migration_files
from tests.update.updates import update


def with_tables() -> list[object]:
    """Take the switches after which migrations or rows are at stake.

    A full run takes every other switch, of a pair one way.
    """
    taken = dict.fromkeys(alternate(), Tier.FULL)
    return marked(
        {
            switch: taken.get(switch, Tier.NIGHTLY)
            for switch in switches()
            if "users" in switch.after.layers
            and (switch.changes_tables or switch.keeps_rows)
        }
    )


@pytest.mark.parametrize("switch", with_tables())
def test_switched_service_works(
    services: Services, tmp_path: Path, switch: Switch
) -> None:
    folder = services.copy(tmp_path / "service", Origin(NOW, switch.before))
    if switch.name == "example" and switch.before.data["example"]:
        drop_posts(install(switch.before, folder))
    if switch.keeps_rows:
        service = install(switch.before, folder)
        service.migrate()
        service.create_admin()
        commit_all(folder)  # with the lock, as owners do

    update(folder, **switch.data)

    service = install(switch.after, folder)
    write_migrations(service, switch)
    if switch.keeps_rows and not switch.keeps_migrations:
        take_over_tables(service, switch)
    service.migrate()
    with step("check drift"):
        service.run(*ORMS[switch.after.data["orm"]].check_drift)
    # The other way leads to the files of a usual service, whose suite each run takes.
    if switch.changes_tables and switch.after not in frameworks():
        with step("suite"):
            service.run("pytest", "-q")
    if switch.keeps_rows:
        assert len(rows_of(service.database)["users"]) == 1


def drop_posts(service: Service) -> None:
    """Drop the example's tables and delete its migrations, before it is removed."""
    service.migrate()
    service.run(*ORMS[service.combination.data["orm"]].drop_posts)
    for migration in migration_files(service.folder):
        if "posts" in str(migration.relative_to(service.folder)):
            migration.unlink()
    commit_all(service.folder)


def write_migrations(service: Service, switch: Switch) -> None:
    """Write the migrations that a switch needs; no update writes any."""
    if not switch.keeps_migrations:
        for migration in migration_files(service.folder):
            migration.unlink()
        # An empty database, to compare the models with; one on a server is empty.
        has_server = "server" in switch.after.layers
        empty = {} if has_server else {"DATABASE_URL": "sqlite:///./empty.db"}
        service.run("poe", "makemigration", "initial", **empty)
    elif switch.name == "api" or switch.after.data["example"]:
        service.migrate()
        service.run("poe", "makemigration", switch.name.rpartition(".")[2])


def take_over_tables(service: Service, switch: Switch) -> None:
    """Record the new ORM's migrations as applied, in place of the old ORM's."""
    old, new = (ORMS[each.data["orm"]] for each in (switch.before, switch.after))
    with connect(service.folder / "app.db") as database:
        database.execute(f"DROP TABLE {old.applied}")
    service.run(*new.fake_migrations)

"""An updated service works, keeps its rows, and passes its own checks and tests."""

from pathlib import Path
from shutil import rmtree

import httpx2
import pytest

from tests.git import commit_all
from tests.run.servers import serve
from tests.run.services import ADMIN, Service, install
from tests.space import Combination
from tests.stacks import ORMS
from tests.tiers import Tier, connected
from tests.timing import step
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE, Edit
from tests.update.edits.project import add_a_development_dependency
from tests.update.origins import Origin, cases, origins
from tests.update.releases import (
    Release,
    core_of,
    first_with,
    newest_behind,
    usual_of,
)
from tests.update.rows import lost_rows, rows_of
from tests.update.trees import conflicts, tree
from tests.update.updates import update, write_missing_migration


def from_first_and_newest(release: Release) -> list[Combination]:
    """Return the usual services, if it is their framework's first release or newest."""
    return [
        one
        for one in usual_of(release)
        if release in (first_with(one.data["framework"]), newest_behind())
    ]


def installed() -> dict[Origin, Tier]:
    """Take one service in each run, few in a full one, and the core at night."""
    few = dict.fromkeys(origins(from_first_and_newest), Tier.FULL)
    one = Origin(newest_behind().version, usual_of(newest_behind())[0])
    return {
        **dict.fromkeys(origins(core_of), Tier.NIGHTLY),
        **few,
        one: Tier.DEFAULT,
    }


def write_rows(service: Service) -> None:
    """Let a user register, and the administrator publish a post if there are posts."""
    with (
        serve(service) as server,
        httpx2.Client(base_url=f"{server.url}/api") as client,
    ):
        user = {"email": "user@example.com", "name": "Zoë", "password": "Right horse 2"}
        client.post("/users", json=user).raise_for_status()
        if "posts" not in service.combination.layers:
            return
        form = {
            "username": ADMIN["ADMIN_EMAIL"],
            "password": ADMIN["ADMIN_PASSWORD"],
        }
        tokens = client.post("/auth/token", data=form).raise_for_status().json()
        post = {"title": "Ü 🌱", "body": "Text.", "tags": ["a", "b"], "published": True}
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        client.post("/posts", json=post, headers=headers).raise_for_status()


def make_edits(folder: Path, framework: str, *others: Edit) -> None:
    """Make each edit of the catalogue that is sound with the framework, but others."""
    for edit in CATALOGUE:
        if framework in edit.sound_with and edit not in others:
            edit.apply(folder)


@pytest.mark.parametrize("origin", cases(installed()))
def test_updated_service_works(
    services: Services, tmp_path: Path, origin: Origin
) -> None:
    combination = origin.combination
    folder = services.copy(tmp_path / "service", origin)
    if origin in origins():  # the usual ones, which the edits are for
        make_edits(folder, origin.framework)
    service = install(combination, folder)
    has_database = "users" in combination.layers
    if has_database:
        service.migrate()
        service.create_admin()
        if "rest" in combination.layers:
            write_rows(service)
    rows = rows_of(service.database) if has_database else {}
    commit_all(folder)  # with the lock, as owners do

    update(folder)

    assert conflicts(folder) == []
    service = install(combination, folder, keep_database=True)
    if has_database:
        rows.pop(ORMS[combination.data["orm"]].applied, None)
        write_missing_migration(service, origin.version)
        service.migrate()
        # Django names the tables by their features.
        assert rows.get("users") or rows["users_user"]
        if "posts" in combination.layers and "rest" in combination.layers:
            assert rows.get("posts") or rows["posts_post"]
        assert lost_rows(rows, rows_of(service.database)) == {}
    passes_its_checks(service)


def gaining() -> dict[Origin, Tier]:
    """Take the usual service of each framework, one of them in each run."""
    release = newest_behind()
    return {
        Origin(release.version, one): Tier.FULL if n else Tier.DEFAULT
        for n, one in enumerate(usual_of(release))
    }


@pytest.mark.parametrize("origin", cases(gaining()))
def test_service_gains_parts_and_loses_them(
    services: Services, tmp_path: Path, origin: Origin
) -> None:
    """Update from a release without them, as owners do, and take them away again."""
    without, complete = origin.combination, connected(origin.combination)
    orm = ORMS[without.data["orm"]]
    folder = services.copy(tmp_path / "service", origin)
    never = services.copy(tmp_path / "never", origin)
    for each in (folder, never):
        # Its line is next to one that parts move.
        make_edits(each, origin.framework, add_a_development_dependency)
        commit_all(each)
    service = install(without, folder)
    service.migrate()
    service.create_admin()
    write_rows(service)
    rows = rows_of(service.database)
    rows.pop(orm.applied, None)
    commit_all(folder)

    update(folder, parts=complete.data["parts"])

    assert conflicts(folder) == []
    service = install(complete, folder, keep_database=True)
    service.run("poe", "makemigration", "tasks")
    service.migrate()
    passes_its_checks(service)
    with_parts = rows_of(service.database)
    assert lost_rows(rows, with_parts) == {}
    assert with_parts.keys() > rows.keys()
    if "django" in complete.layers:
        drop_tables_of_tasks(service)
    commit_all(folder)

    update(folder, parts=without.data["parts"])

    assert conflicts(folder) == []
    service = install(without, folder, keep_database=True)
    if "django" not in without.layers:
        service.run("poe", "makemigration", "drop_tasks")
        service.migrate()
    left = rows_of(service.database)
    assert lost_rows(rows, left) == {}
    assert left.keys() - {orm.applied} == rows.keys()
    update(never)
    assert tree(folder) == tree(never)
    # Only the migrations are others than those of the test above.
    with step("check"):
        service.run("poe", "check")
    service.run("pytest", "-q", "tests/test_migrations.py")


def drop_tables_of_tasks(service: Service) -> None:
    """Drop them while Django still knows their apps, and delete the migrations."""
    apps = ("publications", "queue")
    for app in apps:
        service.run("python", "manage.py", "migrate", app, "zero")
    for app in apps:
        rmtree(service.folder / "app" / app / "migrations")


def passes_its_checks(service: Service) -> None:
    with step("check"):
        service.run("poe", "check")
    with step("suite"):
        service.run("pytest", "-q")

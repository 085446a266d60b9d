"""An updated service works, keeps its rows, and passes its own checks and tests."""

from pathlib import Path

import httpx2
import pytest

from tests.git import commit_all
from tests.run.servers import serve
from tests.run.services import ADMIN, Service, install
from tests.space import Combination
from tests.stacks import ORMS
from tests.tiers import Tier
from tests.timing import step
from tests.update.conftest import Services
from tests.update.edits import CATALOGUE
from tests.update.origins import Origin, cases, origins
from tests.update.releases import (
    Release,
    core_of,
    first_with,
    newest_behind,
    usual_of,
)
from tests.update.rows import lost_rows, rows_of
from tests.update.trees import conflicts
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


@pytest.mark.parametrize("origin", cases(installed()))
def test_updated_service_works(
    services: Services, tmp_path: Path, origin: Origin
) -> None:
    combination = origin.combination
    folder = services.copy(tmp_path / "service", origin)
    if origin in origins():  # the usual ones, which the edits are for
        for edit in CATALOGUE:
            if origin.framework in edit.sound_with:
                edit.apply(folder)
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
    with step("check"):
        service.run("poe", "check")
    with step("suite"):
        service.run("pytest", "-q")

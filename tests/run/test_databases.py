"""A service and its database: its address, its migrations, a pooler between them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.run.pooler import pooler
from tests.run.servers import serve
from tests.run.services import ADMIN, Service
from tests.stacks import SERVERS
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "chosen", "installed_core", "installed_core"),
]

PROCESSES = 3


@pytest.mark.only_with("server")  # replicas share no file
@pytest.mark.only_among("migrated")
def test_processes_migrate_at_once(service: Service) -> None:
    service = service.with_database("at_once")

    def migrate(_: int) -> None:
        service.run("poe", "migrate")

    with step("migrate at once"), ThreadPoolExecutor(PROCESSES) as executor:
        list(executor.map(migrate, range(PROCESSES)))


@pytest.mark.only_with("server")
@pytest.mark.only_among("migrated")
def test_address_has_the_options_that_hosts_append(service: Service) -> None:
    options = SERVERS[service.combination.data["database"]].options

    # Settings, migrations, the application and the tests' own database.
    with step("options of the address"):
        service.run(
            *("pytest", "--quiet", "tests/test_health.py", "tests/test_migrations.py"),
            DATABASE_URL=f"{service.database}?{options}",
        )


@pytest.mark.only_with("postgresql")
@pytest.mark.only_with("rest")
def test_service_serves_many_at_once_behind_pgbouncer(
    service: Service, tmp_path: Path
) -> None:
    service = service.with_database("pooled")
    service.migrate()
    service.create_admin()

    with pooler(service.database, tmp_path) as url, step("behind PgBouncer"):
        pooled = {**service.environment, "DATABASE_URL": f"{url}?pgbouncer=true"}
        with serve(replace(service, environment=pooled)) as server:
            contract = ("pytest", "--quiet", "tests/api", "-k", "at_once")
            service.run(*contract, "--url", server.url, **ADMIN)

"""A service as its owner has it: installed, then migrated, then served."""

from collections.abc import Iterator

import pytest

from tests.conftest import Render
from tests.run.servers import Server, serve
from tests.run.services import Service, install
from tests.space import Combination


@pytest.fixture(scope="session")
def service(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    folder = tmp_path_factory.mktemp(str(combination)) / "service"
    return install(combination, render(folder, **combination.data))


@pytest.fixture(scope="session")
def migrated(service: Service) -> Service:
    if "users" in service.combination.layers:
        service.migrate()
    return service


@pytest.fixture(scope="session")
def server(migrated: Service) -> Iterator[Server]:
    """Shared by the tests of a service; one that stops a server has its own."""
    with serve(migrated) as server:
        yield server

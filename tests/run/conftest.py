"""A service as its owner has it: installed, then migrated, then served."""

import hashlib
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Render
from tests.run.docker import Docker, Image, connect, refuse_unlisted
from tests.run.servers import Server, serve
from tests.run.services import Service, install
from tests.space import Combination
from tests.timing import step


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


@pytest.fixture(scope="session")
def docker() -> Docker:
    return connect()


@pytest.fixture(scope="session")
def image(
    docker: Docker,
    combination: Combination,
    render: Render,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Image]:
    """The image of a service, and a slug that no other run has."""
    folder = tmp_path_factory.mktemp("image") / "service"
    slug = f"proof-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    render(folder, **combination.data, project_slug=slug)
    refuse_unlisted(folder)
    service = install(combination, folder, has_database=False)
    image = Image(docker, service, f"{slug}:latest")
    began = time.monotonic()
    with step("build an image"):
        image.build()
    image.seconds = time.monotonic() - began
    yield image
    docker.run("image", "rm", "--force", image.name)

"""A service as its owner has it: installed, then migrated, then served."""

import hashlib
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Render
from tests.run.addresses import free_address
from tests.run.compose import Composed
from tests.run.docker import Docker, Image, connect, refuse_unlisted
from tests.run.servers import Server, serve
from tests.run.services import LIMITS, PRODUCTION, Service, install
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
def shipped(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """A service that is served from its image, with a slug that no other run has."""
    folder = tmp_path_factory.mktemp(f"image-{combination}") / "service"
    slug = f"proof-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    render(folder, **combination.data, project_slug=slug)
    return install(combination, folder, has_database=False)


@pytest.fixture(scope="session")
def image(docker: Docker, shipped: Service) -> Iterator[Image]:
    refuse_unlisted(shipped.folder)
    image = Image(docker, shipped)
    began = time.monotonic()
    with step("build an image"):
        image.build()
    image.seconds = time.monotonic() - began
    yield image
    docker.run("image", "rm", "--force", image.name)


@pytest.fixture(scope="session")
def composed(image: Image, shipped: Service) -> Iterator[Composed]:
    """What `poe up` leads to, after the image was built alone, which is measured."""
    docker = image.docker
    port, mail_port = (free_address("127.0.0.1")[1] for _ in range(2))
    variables = {
        **LIMITS,
        "COMPOSE_PROJECT_NAME": shipped.slug,
        "SECRET_KEY": PRODUCTION["SECRET_KEY"],
        "DATABASE_PASSWORD": "secret",
        "PORT": str(port),
        "MAIL_PORT": str(mail_port),
    }
    composed = Composed(docker, shipped, port, mail_port)
    composed.configure(**variables)
    try:
        with step("compose up"):
            composed.up()
        yield composed
    finally:
        composed.compose("down", "--volumes", "--rmi=local", "--timeout=5")
        docker.attempt("image", "rm", "--force", f"{shipped.slug}:latest")

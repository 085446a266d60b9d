"""Services whose guide is tried."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import Render
from tests.run.services import Service, install
from tests.space import Combination


@pytest.fixture(scope="session")
def rendered(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp(str(combination)) / "service"
    return render(folder, **combination.data)


@pytest.fixture(scope="session")
def service(combination: Combination, rendered: Path) -> Service:
    """An installed service, which no test may change."""
    return install(combination, rendered)


@pytest.fixture
def service_copy(service: Service, tmp_path: Path) -> Service:
    """A copy of the service's files, for one test to change."""
    return replace(service, folder=copytree(service.folder, tmp_path / "service"))

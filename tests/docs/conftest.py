"""Services whose guide is tried, and checkouts whose pages are."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import Render
from tests.git import commit_all, copy_checkout
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


@pytest.fixture
def port_8000() -> Iterator[int]:
    """The port of each service in development, which one test uses at a time."""
    name = f"trellis-port-8000-{os.getuid()}"
    with (Path(tempfile.gettempdir()) / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield 8000


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout of this repository, uncommitted changes included."""
    folder = tmp_path / "checkout"
    copy_checkout(folder)
    commit_all(folder)
    return folder

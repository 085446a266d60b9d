"""A feature that an owner adds is held to the rules of the others, without an edit."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.conftest import Render

pytestmark = pytest.mark.slow

LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))


@dataclass(frozen=True)
class Stack:
    answers: dict[str, Any]
    http: str  # the module of a feature that speaks HTTP
    library: str  # what that is made of
    application: str  # what stands on the features


STACKS = {
    "fastapi": Stack({}, "router", "fastapi", "main"),
    "fastapi-none": Stack({"orm": "none"}, "router", "fastapi", "main"),
    "flask": Stack({"framework": "flask", "pages": True}, "api", "flask", "main"),
    "flask-none": Stack({"framework": "flask", "orm": "none"}, "api", "flask", "main"),
    "django": Stack({"framework": "django"}, "api", "rest_framework", "urls"),
}


@pytest.fixture(scope="module")
def rendered(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("features")
    for name, stack in STACKS.items():
        render(folder / name, **stack.answers)
    return folder


@dataclass(frozen=True)
class Service:
    folder: Path
    stack: Stack

    def add(self, path: str, text: str = "") -> None:
        """Append to a module; the names in the text are those of the stack."""
        module = self.folder / "app" / f"{path}.py".format_map(vars(self.stack))
        module.parent.mkdir(exist_ok=True)
        (module.parent / "__init__.py").touch()
        with module.open("a") as file:
            file.write(text.format_map(vars(self.stack)) + "\n")

    def lint(self) -> str:
        """What import-linter finds, or nothing where every contract is kept."""
        done = subprocess.run(
            [LINT_IMPORTS, "--no-cache"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Contracts: " in done.stdout, done.stdout + done.stderr
        return done.stdout if done.returncode else ""


@pytest.fixture(params=STACKS)
def service(request: pytest.FixtureRequest, rendered: Path, tmp_path: Path) -> Service:
    copytree(rendered / request.param / "app", tmp_path / "app")
    pyproject = (rendered / request.param / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(pyproject)
    return Service(tmp_path, STACKS[request.param])


def test_feature_of_any_files_passes(service: Service) -> None:
    service.add("orders/{http}", "from app.orders import service")
    service.add("orders/service", "from app.orders import prices")
    service.add("orders/prices")
    service.add("bills/service", "from app.orders import service")
    service.add("api", "from app.orders import {http} as orders")

    assert service.lint() == ""


def test_features_in_a_cycle_fail(service: Service) -> None:
    service.add("orders/service", "from app.bills import service")
    service.add("bills/service", "from app.orders import service")

    assert "No cycles are allowed in app." in service.lint()


def test_service_on_its_operations_fails(service: Service) -> None:
    service.add("orders/{http}")
    service.add("orders/service", "from app.orders import {http}")

    told = "app.orders.service is not allowed to import app.orders.{http}:"
    assert told.format_map(vars(service.stack)) in service.lint()


def test_service_on_operations_of_another_feature_fails(service: Service) -> None:
    service.add("orders/{http}", "import {library}")
    service.add("bills/service", "from app.orders import {http}")

    told = "app.bills.service is not allowed to import {library}:"
    assert told.format_map(vars(service.stack)) in service.lint()


def test_feature_on_the_application_fails(service: Service) -> None:
    service.add("orders/{http}", "from app import {application}")
    service.add("api", "from app.orders import {http} as orders")

    assert "No cycles are allowed in app." in service.lint()


def test_shared_module_on_a_feature_fails(service: Service) -> None:
    service.add("orders/service", "from app import errors")
    service.add("errors", "from app.orders import service")

    assert "No cycles are allowed in app." in service.lint()

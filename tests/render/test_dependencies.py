"""The dependencies of services, on a Python that this machine may not have."""

import re
import subprocess
import tomllib
from pathlib import Path
from shutil import copy

import pytest
from copier import run_copy

from tests.questionnaire import questionnaire
from tests.run.services import UV
from tests.tiers import installed

NEWEST = questionnaire().options["python_version"][-1]
# Packages that have no wheel for any Python on Linux.
COMPILED = ("mysqlclient",)

Requirements = dict[str, str]


@pytest.fixture(scope="module")
def projects(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template without all that is rendered beside `pyproject.toml`."""
    folder = tmp_path_factory.mktemp("projects")
    for path in template.rglob("*.*"):
        name = path.relative_to(template)
        if path.is_file() and (
            name.parts[0] != "template" or name.name == "pyproject.toml.jinja"
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copy(path, folder / name)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("framework", questionnaire().options["framework"])
def test_newest_python_has_a_wheel_of_each_dependency(
    framework: str, projects: Path, tmp_path: Path
) -> None:
    listed = []
    for row in installed():
        if row.data["framework"] == framework:
            service = tmp_path / str(row)
            data = {**row.data, "python_version": NEWEST}
            run_copy(str(projects), service, data=data, defaults=True, quiet=True)
            listed.append(requirements(service))

    for number, together in enumerate(merged(listed)):
        file = tmp_path / f"{number}.txt"
        file.write_text("\n".join(together.values()))
        done = subprocess.run(
            [
                *(UV, "pip", "compile", "--quiet", "--no-python-downloads", file),
                *("--python-version", NEWEST, "--only-binary", ":all:"),
                *(f"--no-binary={name}" for name in COMPILED),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def requirements(service: Path) -> Requirements:
    """What a service asks for, by package."""
    project = tomllib.loads((service / "pyproject.toml").read_text("utf-8"))
    listed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    # Before the first comparison: the name, and its extras.
    return {re.split("[<>=~!]", each)[0]: each for each in listed}


def merged(listed: list[Requirements]) -> list[Requirements]:
    """Merge lists that ask for the same versions: they resolve if their union does."""
    found: list[Requirements] = []
    for each in listed:
        for other in found:
            if all(other.get(name, asked) == asked for name, asked in each.items()):
                other |= each
                break
        else:
            found.append(dict(each))
    return found

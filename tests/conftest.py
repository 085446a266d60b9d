"""What the tests share: the template as it stands, and how it is rendered."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import Any

import pytest
from combinations import ROOT
from copier import run_copy

TEMPLATE_PATHS = ["copier.yml", "extensions", "template"]

Render = Callable[..., Path]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit_all(folder: Path, tag: str = "") -> None:
    """Commit what is there, in a repository that is begun if need be."""
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "--message", "test")
    if tag:
        git(folder, "tag", tag)


@pytest.fixture(scope="session")
def copier_template_paths() -> list[str]:
    """What pytest-copier takes as the template."""
    return TEMPLATE_PATHS


@pytest.fixture(scope="session", autouse=True)
def copier_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copier without the settings of whoever runs the tests: no answers, no trust."""
    settings = tmp_path_factory.mktemp("settings") / "settings.yml"
    settings.write_text("{}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPIER_SETTINGS_PATH", str(settings))
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template in a plain directory, from which Copier renders fastest."""
    folder = tmp_path_factory.mktemp("template")
    for name in TEMPLATE_PATHS:
        source = ROOT / name
        if source.is_dir():
            copytree(source, folder / name, ignore=ignore_patterns("__pycache__"))
        else:
            copy(source, folder / name)
    return folder


@pytest.fixture(scope="session")
def render(template: Path) -> Render:
    """Render into a folder; nothing there may be overwritten."""

    def render_into(folder: Path, **data: Any) -> Path:
        run_copy(str(template), folder, data=data, defaults=True, quiet=True)
        return folder

    return render_into

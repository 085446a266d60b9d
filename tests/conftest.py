"""What the tests share: the template as it stands, and how it is rendered."""

from collections.abc import Callable
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import Any

import pytest
from combinations import ROOT
from copier import run_copy

TEMPLATE_PATHS = ["copier.yml", "extensions", "template"]

Render = Callable[..., Path]


@pytest.fixture(scope="session")
def copier_template_paths() -> list[str]:
    """What pytest-copier takes as the template."""
    return TEMPLATE_PATHS


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

"""Fixtures of the tests of questions."""

from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest

from tests.questionnaire import environment


@pytest.fixture(scope="session")
def naming() -> Any:
    """The macros of extensions/naming.jinja, as functions."""
    return environment().get_template("extensions/naming.jinja").module


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a person's settings for Copier."""
    file = tmp_path / "settings.yml"
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(file))
    return file


@pytest.fixture(scope="session")
def templated_files(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template without the files that Copier copies byte by byte.

    No answer can get into those, and a copy without them takes a third of the time.
    """
    folder = tmp_path_factory.mktemp("templated-files")
    copy(template / "copier.yml", folder)
    copytree(template / "extensions", folder / "extensions")
    for source in (template / "template").rglob("*.jinja"):
        target = folder / source.relative_to(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        copy(source, target)
    return folder

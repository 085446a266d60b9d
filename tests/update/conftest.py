"""The template's history, and services generated from each version of it."""

from copy import deepcopy
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from tests.git import commit_all, git
from tests.space import Combination
from tests.update.origins import Origin
from tests.update.releases import NOW, repository
from tests.update.resources import Generated, Resources
from tests.update.updates import NEXT, change_the_guide, generate, update


class Services:
    """Services by their origins: each is generated once, and then copied."""

    def __init__(self, history: Path, parent: Path) -> None:
        self.history = history
        self.parent = parent
        self.generated: dict[Origin, Path] = {}
        self.updated: dict[Origin, Path] = {}

    def copy(self, folder: Path, origin: Origin) -> Path:
        """Copy a committed service into a folder, where the caller may change it."""
        if origin not in self.generated:
            original = self.parent / str(origin)
            data = origin.combination.data
            generate(self.history, original, origin.version, **data)
            git(original, "gc", "--quiet")  # leaves fewer files to copy
            self.generated[origin] = original
        copytree(self.generated[origin], folder, symlinks=True)
        return folder

    def unedited(self, origin: Origin) -> Path:
        """Return what an update makes of the service, which is not to be changed."""
        if origin not in self.updated:
            folder = self.parent / f"{origin} updated"
            update(self.copy(folder, origin))
            self.updated[origin] = folder
        return self.updated[origin]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    """A repository with a tag for each release, and one for the working tree."""
    return repository(tmp_path_factory.mktemp("history") / "template", template)


CHANGES = """
## 1000.0.0

The guide is clearer.

### With Django

The admin site is faster.

### With FastAPI

Replies are faster.

## 999.0.0

Earlier.
"""


@pytest.fixture(scope="session")
def next_template(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with one more release, which changes a line of the guide."""
    folder = tmp_path_factory.mktemp("next") / "template"
    git(history, "clone", "--quiet", str(history), str(folder))
    change_the_guide(folder)
    (folder / "CHANGELOG.md").write_text(f"# Changelog\n{CHANGES}")
    commit_all(folder, NEXT)
    return folder


@pytest.fixture(scope="session")
def services(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Services:
    return Services(history, tmp_path_factory.mktemp("services"))


@pytest.fixture(scope="session")
def generated(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    originals: dict[tuple[str, str], Path] = {}

    def copy(folder: Path, stack: Combination, resources: Resources) -> Path:
        key = (str(stack), yaml.safe_dump(resources))
        if key not in originals:
            original = tmp_path_factory.mktemp("resources") / "service"
            data = {**stack.data, "resources": deepcopy(resources)}
            originals[key] = generate(history, original, NOW, **data)
        return copytree(originals[key], folder, symlinks=True)

    return copy

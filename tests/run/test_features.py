"""A feature that an owner adds by the guide in the service's `docs/service.md`.

Each file of `tests/features/` is the diff of such a feature on the stack of its name,
without the migration, which the service's own command writes.
"""

import re
from pathlib import Path

import pytest

from tests import tiers
from tests.conftest import Render
from tests.git import commit_all, git
from tests.questionnaire import ROOT
from tests.run.services import Service, install
from tests.timing import step

FEATURES = ROOT / "tests/features"
PATCHES = sorted(FEATURES.glob("*.patch"))
MODELS = "app/projects/models.py"
# One of each framework; a nightly run takes all.
FEW = ("django-drf-sqlite", "fastapi-sqlalchemy-sqlite", "flask-peewee-sqlite")
OWN = ("app/projects/", "app/templates/projects/", "tests/")
IMPORT = re.compile(r"(from \S+ )?import ")


def stacks() -> list[object]:
    return [
        pytest.param(patch.stem, marks=() if patch.stem in FEW else pytest.mark.nightly)
        for patch in PATCHES
    ]


@pytest.fixture
def extended(request: pytest.FixtureRequest, render: Render, tmp_path: Path) -> Service:
    """A service to which its owner has added projects."""
    combination = tiers.stack_named(request.param)
    service = install(combination, render(tmp_path / "service", **combination.data))
    commit_all(service.folder)
    git(service.folder, "apply", "--index", str(FEATURES / f"{request.param}.patch"))
    service.run("poe", "makemigration", "projects")
    return service


def changed_lines(service: Service) -> dict[str, list[str]]:
    """Return the lines that the feature changes in files that were there before."""
    diff = git(service.folder, "diff", "HEAD", "--unified=0", "--diff-filter=M")
    files = {}
    for part in diff.split("\ndiff --git "):
        _, plus, rest = part.partition("\n+++ b/")
        if plus:
            name, *lines = rest.splitlines()
            files[name] = [line for line in lines if line[:1] in "+-"]
    return files


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_feature_fits_the_service(patch: Path, render: Render, tmp_path: Path) -> None:
    service = render(tmp_path / "service", **tiers.stack_named(patch.stem).data)
    commit_all(service)

    git(service, "apply", "--check", str(patch))


@pytest.mark.slow
@pytest.mark.parametrize("extended", stacks(), indirect=True)
def test_feature_follows_the_guide_and_passes_the_checks(extended: Service) -> None:
    guide = (extended.folder / "docs/service.md").read_text("utf-8")
    steps = guide.split("## Add a feature", 1)[1].split("\n## ", 1)[0]
    added = git(extended.folder, "diff", "HEAD", "--name-only", "--diff-filter=A")
    touched = changed_lines(extended)
    named = [name for name in (*added.split(), *touched) if name in steps]
    git(extended.folder, "add", "--all")

    assert sorted(named) == sorted((*added.split(), *touched))
    assert [name for name in added.split() if not name.startswith(OWN)] == []
    for name, lines in touched.items():
        plain = [line for line in lines if not IMPORT.match(line[1:])]
        assert len(plain) == 1, (name, lines)
        assert plain[0].startswith("+"), (name, lines)
    extended.migrate()
    with step("poe check"):
        extended.run("poe", "check")
    with step("suite and coverage"):
        last = extended.run("poe", "test").splitlines()[-1]
    assert re.search(r"\d+ passed", last)

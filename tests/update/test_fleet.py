"""Many services are kept current, by the commands that the documentation gives."""

import os
import re
import shutil
import subprocess
import time
from itertools import cycle, islice, zip_longest
from pathlib import Path

import pytest
from tests.space import Combination
from tests.tiers import core
from tests.questionnaire import ROOT
from tests.TODO import every
from tests.conftest import Born, Record
from tests.figures import SECONDS_OF_ONE
from tests.update.releases import NOW, Release, commit_all, git, offered_by, releases
from tests.run.services import FOREIGN, SECONDS, UV
from tests.update.updates import conflicts, make, update_by_command

NEXT = "v1000.0.0"


def job() -> str:
    """The script of the page that brings many services forward."""
    page = (ROOT / "docs" / "updating.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return str(script)


@pytest.fixture
def template_of_next_week(history: Path, tmp_path: Path) -> Path:
    """The template with one more release, in which one line of each README differs."""
    clone = tmp_path / "template"
    git(tmp_path, "clone", "--quiet", str(history), str(clone))
    readmes = [*clone.glob("template/**/README.md.jinja")]
    for readme in readmes:
        text = readme.read_text(encoding="utf-8")
        assert text.count("\n## Run\n") == 1
        readme.write_text(text.replace("\n## Run\n", "\n## Run it\n"), "utf-8")
    commit_all(clone, NEXT)
    return clone


@pytest.mark.slow
def test_job_brings_services_forward_on_branches(
    template_of_next_week: Path, tmp_path: Path
) -> None:
    # Without a database, whose tests are the quickest.
    small = next(one for one in every() if "stateless" in one.layers)
    origins = {}
    for name, version in {"current": NEXT, "behind": NOW, "edited": NOW}.items():
        folder = make(template_of_next_week, tmp_path / name, version, **small.data)
        if name == "edited":
            readme = folder / "README.md"
            text = readme.read_text(encoding="utf-8")
            readme.write_text(text.replace("\n## Run\n", "\n## Start\n"), "utf-8")
        subprocess.run([UV, "lock", "--quiet"], cwd=folder, check=True)
        commit_all(folder)
        origins[name] = tmp_path / f"{name}.git"
        git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(origins[name]))
    script = tmp_path / "update-services"
    script.write_text(job())

    done = subprocess.run(
        ["sh", str(script), *map(str, origins.values())],
        cwd=tmp_path,
        env=with_uv(tmp_path / "bin"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    branches = {
        name: git(origin, "branch", "--list", "update-template").split()
        for name, origin in origins.items()
    }
    assert branches == {
        "current": [],
        "behind": ["update-template"],
        "edited": ["update-template"],
    }, done.stdout
    assert re.search(r"\d+ passed", done.stdout)
    behind = git(origins["behind"], "show", "update-template:README.md")
    assert "\n## Run it\n" in behind
    assert "<<<<<<<" not in behind
    edited = git(origins["edited"], "show", "update-template:README.md")
    assert "<<<<<<< before updating\n## Start\n" in edited
    # Which is told, and left to a person.
    assert "README.md:5:<<<<<<< before updating" in done.stdout
    assert done.returncode == 1


def with_uv(folder: Path) -> dict[str, str]:
    """An environment in which `uv` and `uvx` are found, wherever they come from."""
    folder.mkdir()
    found = shutil.which(UV)
    assert found
    (folder / "uv").symlink_to(found)
    (folder / "uvx").write_text('#!/bin/sh\nexec uv tool run "$@"\n')
    (folder / "uvx").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**kept, "PATH": f"{folder}:{os.environ['PATH']}"}


def fleet(size: int) -> list[object]:
    """Services of every release in turn, each of other answers."""
    offered = [
        [(release, one) for one in offered_by(release) if one in core()]
        for release in releases()
    ]
    services = [
        service for turn in zip_longest(*offered) for service in turn if service
    ]
    return [
        pytest.param(release, combination, id=f"{number}-{release}-{combination}")
        for number, (release, combination) in enumerate(islice(cycle(services), size))
    ]


@pytest.mark.nightly
@pytest.mark.parametrize(("release", "combination"), fleet(50))
def test_fleet_is_updated(
    born: Born,
    tmp_path: Path,
    record_property: Record,
    release: Release,
    combination: Combination,
) -> None:
    folder = born(tmp_path / "service", release.version, combination)
    readme = folder / "README.md"
    readme.write_text("> Ours.\n\n" + readme.read_text())
    commit_all(folder)

    began = time.perf_counter()
    done = update_by_command(folder)
    record_property(SECONDS_OF_ONE, time.perf_counter() - began)

    assert done.returncode == 0, done.stderr
    assert conflicts(folder) == []
    assert readme.read_text().startswith("> Ours.\n\n")
    assert f"_commit: {NOW}" in (folder / ".copier-answers.yml").read_text()

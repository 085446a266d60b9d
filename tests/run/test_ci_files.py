"""Linters find nothing in the files for CI, Renovate and Docker."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import Render
from tests.questionnaire import questionnaire
from tests.space import usual_with

pytestmark = pytest.mark.slow

EVERY = ["container", "github", "gitlab", "renovate"]
# What the files differ by is in one of these: servers, a compiled driver, no data, the
# newest Python alone, and parts without others.
SERVICES = {
    "sqlite": ({"framework": "fastapi"}, EVERY),
    "postgresql": ({"framework": "django", "database": "postgresql"}, EVERY),
    "compiled": ({"framework": "flask", "database": "mysql"}, EVERY),
    "stateless": ({"framework": "flask", "orm": "none"}, [*EVERY, "telemetry"]),
    "newest": ({"python_version": "3.14", "database": "mysql"}, ["github", "gitlab"]),
    "renovate": ({"framework": "fastapi"}, ["renovate"]),
}
WORKFLOWS = ".github/workflows/*.yml"


@pytest.fixture(scope="module")
def rendered(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ci")
    for name, (answers, parts) in SERVICES.items():
        data = usual_with(**answers).data
        render(folder / name, **{**data, "parts": parts})
    return folder


def find_nothing(folder: Path, files: str, linter: str, *options: str) -> None:
    """Call a linter once for the files of all services that have them."""
    found = sorted(folder.glob(f"*/{files}"))
    assert found
    home = Path(sys.executable).parent
    done = subprocess.run(
        [home / linter, *options, *found],
        cwd=folder,
        env={"PATH": f"{home}:/usr/bin:/bin"},  # actionlint calls shellcheck
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_actionlint_and_shellcheck_find_nothing(rendered: Path) -> None:
    find_nothing(rendered, WORKFLOWS, "actionlint", "-shellcheck=shellcheck")


def test_zizmor_finds_nothing(rendered: Path) -> None:
    # Not --pedantic: it asks for digests of the servers' images, which age in days.
    options = ("--offline", "--no-progress", "--strict-collection")
    find_nothing(rendered, WORKFLOWS, "zizmor", *options)


def test_hadolint_finds_nothing(rendered: Path) -> None:
    find_nothing(rendered, "Dockerfile", "hadolint", "--no-color")


@pytest.mark.parametrize(
    ("files", "schema"),
    [
        (WORKFLOWS, "vendor.github-workflows"),
        (WORKFLOWS, "custom.github-workflows-require-timeout"),
        (".gitlab-ci.yml", "vendor.gitlab-ci"),
        ("renovate.json", "vendor.renovate"),
        ("compose.yaml", "vendor.compose-spec"),
    ],
)
def test_files_follow_their_schemas(rendered: Path, files: str, schema: str) -> None:
    find_nothing(rendered, files, "check-jsonschema", f"--builtin-schema={schema}")


@pytest.mark.parametrize("job", ["test", "build", "update-template"])
def test_shellcheck_finds_nothing_in_jobs_of_gitlab(rendered: Path, job: str) -> None:
    for file in rendered.glob("*/.gitlab-ci.yml"):
        jobs = yaml.safe_load(file.read_text(encoding="utf-8"))
        if job in jobs:
            lines = jobs[".uv"].get("before_script", []) + jobs[job]["script"]
            script = "\n".join(["#!/bin/sh", *lines, ""])  # one shell runs them all
            file.with_name(f"{job}.sh").write_text(script, "utf-8")
    find_nothing(rendered, f"{job}.sh", "shellcheck")


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", ".gitlab-ci.yml"])
def test_jobs_use_the_oldest_and_the_newest_python(rendered: Path, file: str) -> None:
    newest = questionnaire().options["python_version"][-1]
    for name in ("sqlite", "newest"):
        floor = SERVICES[name][0].get("python_version", "3.11")
        both = ", ".join(f'"{one}"' for one in dict.fromkeys([floor, newest]))
        assert f"[{both}]" in (rendered / name / file).read_text("utf-8")


def test_jobs_tell_the_image_its_release(rendered: Path) -> None:
    for service in rendered.iterdir():
        takes = "\nARG RELEASE=\nENV RELEASE=$RELEASE\n"
        dockerfile = service / "Dockerfile"
        is_told = service.name == "stateless"  # with telemetry
        if dockerfile.exists():
            assert (takes in dockerfile.read_text("utf-8")) == is_told
        for file, commit in (
            (".github/workflows/ci.yml", "$GITHUB_SHA"),
            (".gitlab-ci.yml", "$CI_COMMIT_SHA"),
        ):
            if (service / file).exists():
                text = (service / file).read_text("utf-8")
                assert (f'--build-arg RELEASE="{commit}" .\n' in text) == is_told


def test_jobs_without_the_container_know_no_image(rendered: Path) -> None:
    for file in rendered.glob("newest/.g*/**/*.yml"):
        assert "docker" not in file.read_text("utf-8")

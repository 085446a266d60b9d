"""CI files run as they are shipped: the jobs of GitHub and of GitLab, line by line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.git import commit_all, git
from tests.questionnaire import questionnaire
from tests.run.addresses import free_address
from tests.run.docker import Docker, connect
from tests.run.pipelines import run_job
from tests.run.services import create_database, install, server_url
from tests.run.stand_ins import environment_with
from tests.run.workflows import Job, jobs_of, python
from tests.space import usual_with
from tests.timing import step

pytestmark = pytest.mark.full

PYTHONS = [
    questionnaire().options["python_version"][0],
    questionnaire().options["python_version"][-1],
]
MAIN = "refs/heads/main"


@dataclass(frozen=True)
class Hosted:
    """A service that is locked and committed, and the environment of its jobs."""

    slug: str
    folder: Path
    environment: dict[str, str]

    @property
    def pushed(self) -> list[str]:
        """Where jobs logged in to push images, and what they pushed."""
        return Path(self.environment["PUSHES"]).read_text().splitlines()


def host(render: Render, folder: Path, part: str, **answers: str) -> Hosted:
    combination = usual_with(**answers)
    slug = f"ci-{part}"
    data = {"project_name": slug, "parts": ["container", part]}
    rendered = render(folder / "service", **{**combination.data, **data})
    service = install(combination, rendered)
    commit_all(rendered)
    git(rendered, "branch", "--move", "main")
    git(rendered, "remote", "add", "origin", "https://gitlab.com/group/project.git")
    kept = ("UV_PROJECT_ENVIRONMENT", "MYPY_CACHE_DIR", "PYTEST_DEBUG_TEMPROOT")
    environment = environment_with(
        folder / "commands",
        **{name: service.environment[name] for name in kept},
        PUSHES=str(folder / "pushes"),
    )
    return Hosted(slug, rendered, environment)


@pytest.fixture(scope="module")
def on_github(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Hosted:
    folder = tmp_path_factory.mktemp("hosted")
    return host(render, folder, "github", framework="flask", database="mysql")


@pytest.fixture(scope="module")
def on_gitlab(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Hosted:
    folder = tmp_path_factory.mktemp("hosted")
    return host(render, folder, "gitlab", framework="django", database="postgresql")


@contextmanager
def docker_for(hosted: Hosted) -> Iterator[dict[str, str]]:
    """Yield an environment in which Docker works; remove what was started in it."""
    docker = connect()
    there = docker.environment
    found = shutil.which("docker", path=there["PATH"])
    assert found
    try:
        yield {
            **hosted.environment,
            **{name: there[name] for name in there if name.startswith("DOCKER_")},
            "DOCKER": found,
            "COMPOSE_PROJECT_NAME": hosted.slug,
            "PORT": str(free_address("127.0.0.1")[1]),
            "MAIL_PORT": str(free_address("127.0.0.1")[1]),
        }
    finally:
        with step("remove what CI started"):
            label = f"--filter=label=com.docker.compose.project={hosted.slug}"
            remove(docker, "container", "--all", label, force="--force")
            remove(docker, "volume", label)
            remove(docker, "network", label)
            image = f"--filter=reference={hosted.slug}"
            remove(docker, "image", image, force="--force")


def remove(docker: Docker, kind: str, *chosen: str, force: str = "") -> None:
    found = docker.run(kind, "ls", "--quiet", *chosen).split()
    if found:
        docker.run(kind, "rm", *filter(None, [force]), *dict.fromkeys(found))


# --- GitHub ---


def job_of(
    hosted: Hosted, environment: dict[str, str], *, ref: str = MAIN, **values: str
) -> Job:
    """The job of the workflow that has these values of its matrix, or has none."""
    context = {"github.sha": "c" * 40, "github.ref": ref, "github.token": "a-token"}
    environment = {
        **environment,
        "GITHUB_ACTOR": "someone",
        "GITHUB_REPOSITORY": "Someone/Proof",
        "GITHUB_SHA": context["github.sha"],
    }
    (job,) = (
        job
        for job in jobs_of(hosted.folder, "ci", environment, **context)
        if job.matrix == values
    )
    return job


@pytest.mark.parametrize("version", PYTHONS)
def test_github_checks_and_tests(on_github: Hosted, version: str) -> None:
    job = job_of(on_github, on_github.environment, python=version)
    with step("jobs of GitHub"):
        assert job.run(), job.log

    assert "passed" in job.log


def test_github_refuses_a_lock_that_is_out_of_date(
    on_github: Hosted, tmp_path: Path
) -> None:
    folder = shutil.copytree(on_github.folder, tmp_path / "service")
    settings = folder / "pyproject.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("dependencies = [", 'dependencies = ["six",', 1))
    edited = replace(on_github, folder=folder)
    job = job_of(edited, edited.environment, python=PYTHONS[0])

    assert not job.run()
    assert "needs to be updated" in job.log
    assert "poe check" not in job.log


def test_github_builds_starts_and_pushes_the_image(on_github: Hosted) -> None:
    with docker_for(on_github) as environment:
        job = job_of(on_github, environment)
        with step("image in CI"):
            assert job.run(), job.log

        assert '"status":"ok"' in job.log.replace(" ", "")
        image = "ghcr.io/someone/proof"
        assert on_github.pushed == [
            "login ghcr.io --username someone --password-stdin",
            f"{image}:latest",
            f"{image}:{'c' * 40}",
        ]


# --- GitLab ---


@pytest.mark.parametrize("version", PYTHONS)
def test_gitlab_checks_and_tests(on_gitlab: Hosted, version: str) -> None:
    url = f"{server_url('postgresql', 'GitLab')}/ci_gitlab"
    create_database(url)
    # The image of the job has this Python.
    environment = {**on_gitlab.environment, "UV_PYTHON": python(version)}
    with step("jobs of GitLab"):
        succeeds, log = run_job(
            on_gitlab.folder, f"test: [{version}]", environment, DATABASE_URL=url
        )

    assert succeeds, log
    assert "passed" in log


def test_gitlab_builds_starts_and_pushes_the_image(on_gitlab: Hosted) -> None:
    image = "registry.example.com/group/project"
    with docker_for(on_gitlab) as environment:
        with step("image in CI"):
            succeeds, log = run_job(
                on_gitlab.folder,
                "build",
                environment,
                CI_REGISTRY="registry.example.com",
                CI_REGISTRY_IMAGE=image,
                CI_REGISTRY_USER="someone",
                CI_REGISTRY_PASSWORD="a-token",
            )

        assert succeeds, log
        commit = git(on_gitlab.folder, "rev-parse", "HEAD").strip()
        assert on_gitlab.pushed == [
            "login registry.example.com --username someone --password-stdin",
            f"{image}:latest",
            f"{image}:{commit}",
        ]

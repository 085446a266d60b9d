"""The scheduled jobs of GitHub and GitLab propose the template's newest release."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.git import TEMPLATE_PATHS, commit_all, copy_checkout, git
from tests.run.pipelines import run_job
from tests.run.services import install
from tests.run.stand_ins import environment_with
from tests.run.workflows import Job, jobs_of
from tests.space import usual_with
from tests.timing import step
from tests.update.updates import GUIDE, change_heading, change_the_guide, generate

pytestmark = pytest.mark.full

OLD, NEW = "v1000.0.0", "v1000.1.0"
BRANCH = f"update-template-{NEW}"
TITLE = f"chore: update the template to {NEW}"
TOKEN = "a-token"
GITLAB = "gitlab.example.com/group/project.git"
# What a host does with the options of a push.
HOOK = """#!/bin/sh
[ "${GIT_PUSH_OPTION_COUNT:-0}" -gt 0 ] || exit 0
env | sed -n 's/^GIT_PUSH_OPTION_[0-9]*=//p' >"requests/$$"
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with two releases, which differ in a heading of the guide."""
    folder = tmp_path_factory.mktemp("releases") / "template"
    copy_checkout(folder, *TEMPLATE_PATHS)
    commit_all(folder, OLD)
    change_the_guide(folder)
    commit_all(folder, NEW)
    return folder


@dataclass(frozen=True)
class Hosted:
    """A checkout of a service, its origin, and the environment of its jobs."""

    folder: Path
    origin: Path
    environment: dict[str, str]

    @property
    def branches(self) -> list[str]:
        return git(self.origin, "branch", "--format=%(refname:short)").split()

    @property
    def requests(self) -> list[str]:
        """What the host was asked for, to open pull or merge requests."""
        return [file.read_text() for file in (self.origin / "requests").iterdir()]

    def read(self, path: str) -> str:
        return git(self.origin, "show", f"{BRANCH}:{path}")

    def commit(self) -> None:
        commit_all(self.folder)
        git(self.folder, "push", "--quiet", str(self.origin), "main")

    def clone(self, folder: Path) -> "Hosted":
        git(self.origin, "clone", "--quiet", str(self.origin), str(folder))
        return replace(self, folder=folder)


Host = Callable[[str, str], Hosted]


@pytest.fixture
def host(releases: Path, tmp_path: Path) -> Host:
    def host(part: str, version: str) -> Hosted:
        # Without a database the service's own tests are fastest.
        combination = usual_with(framework="flask", orm="none")
        data = {**combination.data, "parts": [part]}
        folder = generate(releases, tmp_path / "service", version, **data)
        service = install(combination, folder)
        commit_all(folder)
        git(folder, "branch", "--move", "main")
        origin = tmp_path / "origin.git"
        git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(origin))
        git(origin, "config", "receive.advertisePushOptions", "true")
        (origin / "requests").mkdir()
        hook = origin / "hooks" / "pre-receive"
        hook.write_text(HOOK)
        hook.chmod(0o755)
        address = f"https://oauth2:{TOKEN}@{GITLAB}"
        kept = ("UV_PYTHON", "UV_PROJECT_ENVIRONMENT", "MYPY_CACHE_DIR")
        environment = environment_with(
            tmp_path / "commands",
            **{name: service.environment[name] for name in kept},
            REQUESTS=str(origin / "requests"),
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0=f"url.{origin}.insteadOf",
            GIT_CONFIG_VALUE_0=address,
        )
        url = str(origin) if part == "github" else f"https://{GITLAB}"
        git(folder, "remote", "add", "origin", url)
        return Hosted(folder, origin, environment)

    return host


def edit(hosted: Hosted) -> None:
    """Change the line that the new release changes."""
    change_heading(hosted.folder / GUIDE, "Start")
    hosted.commit()


# --- GitHub ---


def on_github(hosted: Hosted, *, token: str = TOKEN) -> Job:
    environment = {
        **hosted.environment,
        "GITHUB_REF_NAME": "main",
        "GITHUB_REPOSITORY": "someone/service",
        "GITHUB_RUN_ID": "1",
        "GITHUB_SERVER_URL": "https://github.com",
    }
    context = {"secrets.UPDATE_TOKEN": token}
    (job,) = jobs_of(hosted.folder, "update-template", environment, **context)
    return job


def test_github_job_does_nothing_without_a_new_release(host: Host) -> None:
    hosted = host("github", NEW)
    job = on_github(hosted, token="")
    with step("updates in CI"):
        assert job.run(), job.log

    assert "Nothing changed." in job.log
    assert hosted.branches == ["main"]


def test_github_job_opens_one_pull_request_for_conflicts(
    host: Host, tmp_path: Path
) -> None:
    hosted = host("github", OLD)
    edit(hosted)
    job = on_github(hosted)
    with step("updates in CI"):
        assert job.run(), job.log

    assert hosted.branches == ["main", BRANCH]
    assert "<<<<<<< before updating\n## Start\n" in hosted.read(GUIDE)
    (request,) = hosted.requests
    assert f"--base\nmain\n--head\n{BRANCH}\n--title\n{TITLE}\n" in request
    assert "poe update-template: failure" in request

    # The next Monday.
    again = on_github(hosted.clone(tmp_path / "again"))
    with step("updates in CI"):
        assert again.run(), again.log
    assert "Merge or delete it." in again.log
    assert hosted.requests == [request]


def test_github_job_asks_for_the_token_if_there_is_a_release(host: Host) -> None:
    hosted = host("github", OLD)
    edit(hosted)
    job = on_github(hosted, token="")
    with step("updates in CI"):
        assert not job.run()

    assert "set the secret UPDATE_TOKEN" in job.log
    assert hosted.branches == ["main"]


def test_github_job_fails_if_the_template_is_gone(
    host: Host, releases: Path, tmp_path: Path
) -> None:
    hosted = host("github", OLD)
    answers = hosted.folder / ".copier-answers.yml"
    text = answers.read_text("utf-8").replace(str(releases), str(tmp_path / "gone"))
    answers.write_text(text, "utf-8")
    hosted.commit()
    job = on_github(hosted)
    with step("updates in CI"):
        assert not job.run()

    assert f"The template is {tmp_path / 'gone'}" in job.log
    assert hosted.branches == ["main"]


# --- GitLab ---


def test_gitlab_job_opens_a_merge_request(host: Host) -> None:
    hosted = host("gitlab", OLD)
    schedule = {"CI_PIPELINE_SOURCE": "schedule", "UPDATE_TOKEN": TOKEN}
    with step("updates in CI"):
        succeeds, log = run_job(
            hosted.folder, "update-template", hosted.environment, **schedule
        )

    assert succeeds, log
    assert "passed" in log
    assert TOKEN not in log
    assert hosted.branches == ["main", BRANCH]
    assert "\n## Run it\n" in hosted.read(GUIDE)
    assert f"_commit: {NEW}\n" in hosted.read(".copier-answers.yml")
    (request,) = hosted.requests
    assert {
        "merge_request.create",
        "merge_request.target=main",
        f"merge_request.title={TITLE}",
    } <= {*request.splitlines()}
    assert "poe update-template: success" in request


def test_gitlab_job_asks_for_the_token_if_there_is_a_release(host: Host) -> None:
    hosted = host("gitlab", OLD)
    edit(hosted)
    schedule = {"CI_PIPELINE_SOURCE": "schedule"}
    with step("updates in CI"):
        succeeds, log = run_job(
            hosted.folder, "update-template", hosted.environment, **schedule
        )

    assert not succeeds
    assert "set the variable UPDATE_TOKEN" in log
    assert hosted.branches == ["main"]

"""The hosted workflows, which `scripts/check` lints, against the rest."""

from typing import Any

import pytest
import yaml

from tests.questionnaire import ROOT, questionnaire

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def steps(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    (job,) = yaml.safe_load(request.param.read_text("utf-8"))["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_workflow_sets_up_every_python_that_is_offered(
    steps: list[dict[str, Any]],
) -> None:
    (versions,) = (
        step["with"]["python-version"].split()
        for step in steps
        if "setup-python" in step.get("uses", "")
    )

    # The last one is the default: the tests run on the oldest, as they do elsewhere.
    assert versions == questionnaire().options["python_version"][::-1]


def test_workflow_runs_the_proof(steps: list[dict[str, Any]]) -> None:
    assert steps[-1]["run"].split()[0] == ".ci/run"


def test_nightly_jobs_take_every_test_once() -> None:
    nightly = yaml.safe_load(
        (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    )
    (job,) = nightly["jobs"].values()
    frameworks = sorted(questionnaire().options["framework"])

    assert job["steps"][-1]["run"] == '.ci/run --nightly -k "$TESTS"'
    rest = f"not ({' or '.join(frameworks)})"
    assert job["strategy"]["matrix"]["tests"] == [*frameworks, rest]

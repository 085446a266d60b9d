"""`scripts/docker`: the Docker that is there is used, and no other is brought."""

from pathlib import Path

import pytest

from scripts.stand_ins import RECIPES, listed
from tests.questionnaire import ROOT
from tests.scripts.commands import assert_refused, run

# Answers like a client whose server is there, or is not.
FAKE_DOCKER = """#!/bin/sh
exit ${FAKE_DOCKER_EXIT-0}
"""


@pytest.fixture(autouse=True)
def fake_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docker").write_text(FAKE_DOCKER)
    (tmp_path / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_unknown_command_is_refused(scripts: Path) -> None:
    usage = "Usage: scripts/docker [start|stop|env]"

    assert_refused(run(scripts / "docker", "restart"), usage)


@pytest.mark.parametrize("command", ["start", "env", "stop"])
def test_docker_that_answers_is_left_alone(scripts: Path, command: str) -> None:
    done = run(scripts / "docker", command)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (scripts.parent / ".docker").exists()


def test_missing_docker_is_said(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_DOCKER_EXIT", "1")

    assert_refused(run(scripts / "docker", "env"), "No Docker answers")


def test_listed_images_can_be_made() -> None:
    images = listed()

    assert {image.recipe for image in images} == {*RECIPES}
    for image in images:
        assert image.tag
        assert image.made
        assert image.unproven
        for program in RECIPES[image.recipe].programs.values():
            assert (ROOT / "scripts" / "images" / program).exists()

"""Where answers come from: defaults, a person's settings, a data file."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from copier import run_copy, run_update
from copier.errors import InvalidTypeError
from pytest_copier.plugin import CopierFixture

from tests.conftest import Render
from tests.git import commit_all, git
from tests.questions.answers import answers_of, assert_holds
from tests.questions.hostile import FIELDS, NOT_A_SLUG
from tests.space import usual_with

COPIER = [sys.executable, "-m", "copier"]


def test_defaults_need_no_trust_and_are_all_that_is_recorded(
    copier: CopierFixture, tmp_path: Path
) -> None:
    # Unlike the fixture's own copy, this one does not pass unsafe.
    run_copy(str(copier.template), tmp_path, defaults=True, quiet=True)

    typed = {
        "project_name": "My Service",
        "project_slug": "my-service",
        "project_description": "A web service.",
        "user_name": "",
        "user_email": "",
    }
    source = {"_src_path": str(copier.template), "_commit": "99.99.99"}
    given = {**typed, **usual_with().data, "resources": []}
    assert answers_of(tmp_path) == source | given
    assert_holds(tmp_path, typed)


def test_author_comes_from_a_persons_settings(
    render: Render, tmp_path: Path, settings: Path
) -> None:
    settings.write_text("defaults: {user_name: Ada, user_email: ada@example.com}")

    service = render(tmp_path / "service")

    assert_holds(service, {"user_name": "Ada", "user_email": "ada@example.com"})


@pytest.mark.slow
def test_author_stays_when_another_person_updates(
    copier: CopierFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = {"user_name": "Ada", "user_email": "ada@example.com"}
    service = copier.copy(tmp_path / "service", **ada).path
    commit_all(service)
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {user_name: Bob, user_email: bob@example.com}")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))

    run_update(service, defaults=True, overwrite=True, quiet=True)

    assert git(service, "status", "--porcelain") == ""
    assert_holds(service, ada)


def copy_with_data_file(
    template: Path, folder: Path, text: str
) -> subprocess.CompletedProcess[str]:
    """Run `copier copy --data-file` on the command line."""
    folder.mkdir()
    data = folder / "answers.yml"
    data.write_text(text, "utf-8")
    paths = ["--data-file", str(data), str(template), str(folder / "service")]
    command = [*COPIER, "copy", "--defaults", "--quiet", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_answers_come_from_a_data_file(template: Path, tmp_path: Path) -> None:
    typed = {
        "project_name": "null",
        "project_slug": "yes",
        "project_description": "~",
        "user_name": "[a]: # b",
        "user_email": "yes@example.com",
        "database": "postgresql",
        "example": False,
    }

    done = copy_with_data_file(template, tmp_path / "a", yaml.safe_dump(typed))

    assert done.returncode == 0, done.stderr
    service = tmp_path / "a" / "service"
    assert_holds(service, {name: str(typed[name]) for name in FIELDS})
    assert answers_of(service)["database"] == "postgresql"
    assert answers_of(service)["example"] is False


@pytest.mark.slow
def test_last_line_says_why_a_data_file_is_refused(
    template: Path, tmp_path: Path
) -> None:
    done = copy_with_data_file(template, tmp_path / "a", "project_slug: My Shop")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(f"'project_slug': {NOT_A_SLUG}")
    assert not (tmp_path / "a" / "service").exists()


# YAML reads some words as null, a bool, a number, a date or a list, not as text.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("value", "text"), [("yes", "True"), ("Off", "False"), ("42", "42"), ("1.5", "1.5")]
)
def test_unquoted_word_of_yaml_becomes_text(
    value: str, text: str, render: Render, tmp_path: Path
) -> None:
    service = render(tmp_path, project_name=yaml.safe_load(value))

    assert_holds(service, {"project_name": text})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("null", r'^Invalid answer "None" of type .* to question "project_name"'),
        ("~", r'^Invalid answer "None" of type .* to question "project_name"'),
        ("[a]", r"^Could not convert \['a'\] to string$"),
        ("{a: b}", r"^Could not convert {'a': 'b'} to string$"),
        ("2024-01-01", r"^Could not convert 2024-01-01 to string$"),
    ],
)
def test_unquoted_word_of_yaml_is_refused(
    value: str, message: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises((InvalidTypeError, ValueError), match=message):
        render(tmp_path, project_name=yaml.safe_load(value))

"""What a new service comes with: the container, unless --data says otherwise."""

from ast import literal_eval
from itertools import combinations
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
import yaml
from copier import run_copy, run_update

from tests.git import commit_all
from tests.questionnaire import Answers, questionnaire
from tests.questions.answers import answers_of

NEW = ["container"]
# The questions that follow, by which the template tells an update from a new service.
LATER: Answers = {
    "project_slug": "films",
    "user_name": "Ada",
    "user_email": "ada@example.com",
    "license": "proprietary",
}


@pytest.fixture(scope="module")
def questions(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template's questions, and the file that records the answers."""
    folder = tmp_path_factory.mktemp("questions")
    copy(template / "copier.yml", folder)
    copytree(template / "extensions", folder / "extensions")
    (folder / "template").mkdir()
    (answers,) = (template / "template").glob("*answers_file*")
    copy(answers, folder / "template")
    return folder


def test_later_questions_are_those_that_every_service_has_recorded() -> None:
    names = list(questionnaire().questions)

    assert names[names.index("parts") + 1 :] == [*LATER]


def parts_of(template: Path, service: Path, **data: Any) -> list[str]:
    run_copy(str(template), service, data=data, defaults=True, quiet=True)
    parts: list[str] = answers_of(service)["parts"]
    return parts


@pytest.mark.parametrize(
    "given",
    [names for size in range(len(LATER) + 1) for names in combinations(LATER, size)],
    ids="-".join,
)
def test_new_service_has_a_container_whatever_else_is_given(
    given: tuple[str, ...], questions: Path, tmp_path: Path
) -> None:
    data = {name: LATER[name] for name in given}

    assert parts_of(questions, tmp_path, **data) == NEW
    assert answers_of(tmp_path).items() >= data.items()


def without_parts(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return the questions as releases had them that did not ask for parts."""
    slug = str(configuration["project_slug"]).replace(" + parts | default([])", "")
    return {
        name: value
        for name, value in {**configuration, "project_slug": literal_eval(slug)}.items()
        if "parts" not in str(value)
    }


@pytest.fixture(scope="module")
def history(questions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questions in two releases, of which the second asks for parts."""
    folder = tmp_path_factory.mktemp("history") / "template"
    copytree(questions, folder)
    asked = (folder / "copier.yml").read_text("utf-8")
    older = without_parts(yaml.safe_load(asked))
    assert "parts" not in older
    (folder / "copier.yml").write_text(yaml.safe_dump(older, sort_keys=False), "utf-8")
    commit_all(folder, "v1.0.0")
    (folder / "copier.yml").write_text(asked, "utf-8")
    commit_all(folder, "v2.0.0")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", [(), *((name,) for name in LATER), tuple(LATER)], ids="-".join
)
def test_update_adds_no_part_whatever_else_is_given(
    given: tuple[str, ...], history: Path, tmp_path: Path
) -> None:
    run_copy(str(history), tmp_path, vcs_ref="v1.0.0", defaults=True, quiet=True)
    assert "parts" not in answers_of(tmp_path)
    commit_all(tmp_path)
    data = {name: LATER[name] for name in given}

    def parts_after_update(**data: Any) -> list[str]:
        run_update(tmp_path, data=data, defaults=True, overwrite=True, quiet=True)
        commit_all(tmp_path)
        parts: list[str] = answers_of(tmp_path)["parts"]
        return parts

    assert parts_after_update(**data) == []
    assert answers_of(tmp_path).items() >= data.items()
    assert parts_after_update(parts=["container", "github"]) == ["container", "github"]
    assert parts_after_update(**data) == ["container", "github"]
    assert parts_after_update(**LATER) == ["container", "github"]


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("[]", []),
        ([], []),
        ("[ github,container ]", ["container", "github"]),
        (["renovate", "gitlab", "renovate"], ["gitlab", "renovate"]),
        ("['container', \"container\"]", ["container"]),
        ("\n- renovate\n- gitlab\n", ["gitlab", "renovate"]),
    ],
)
def test_parts_are_recorded_once_and_in_order(
    given: object, parts: list[str], questions: Path, tmp_path: Path
) -> None:
    assert parts_of(questions, tmp_path, parts=given) == parts


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("container", "^Not a YAML list: 'container'$"),
        ("", "^Not a YAML list: ''$"),
        ("null", "^Not a YAML list: 'null'$"),
        ("{container: true}", "^Not a YAML list"),
        ("[container", "expected ',' or ']'"),
        (None, "not iterable"),
        (1, "not iterable"),
        ([None], '^Invalid answer "None"'),
        ("[Container]", "^Invalid choice for 'parts': 'Container' is not in"),
        (["container", "{{ 7 }}"], "^Invalid choice for 'parts': '{{ 7 }}' is not in"),
        (["container\n"], "^Invalid choice for 'parts'"),
        ([["container"]], "^Invalid choice for 'parts'"),
        (["kubernetes"], "Kubernetes needs the container image.$"),
    ],
)
def test_what_is_no_list_of_parts_is_refused(
    given: object, message: str, questions: Path, tmp_path: Path
) -> None:
    service = tmp_path / "service"

    with pytest.raises(Exception, match=message):
        parts_of(questions, service, parts=given)

    assert not service.exists()

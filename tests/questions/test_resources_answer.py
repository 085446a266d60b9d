"""The answer `resources`: recorded, updated, and never lost by a refusal."""

from pathlib import Path
from shutil import copy, copytree, rmtree
from typing import Any

import pytest
import yaml
from copier import run_copy, run_update

from tests.conftest import Render
from tests.git import commit_all, git
from tests.questionnaire import questionnaire
from tests.questions.answers import answers_of
from tests.questions.resources import ACCEPTED, tables

TWO = """\
resources:
  - name: customer
    fields:
      - {name: name, type: string, max: 100}
  - name: invoice
    owner: true
    fields:
      - {name: customer, type: ref, to: customer}
      - {name: status, type: enum, values: ["yes", "no"], default: "no"}
"""
RESOURCES = yaml.safe_load(TWO)["resources"]
ORM = "Resources need a database. Choose an ORM, or remove the resources."
# A folder for each entity, with a file that holds the whole of it.
ENTITY = "{% yield table from tables %}{{ table.package }}{% endyield %}"


@pytest.fixture(scope="module")
def questions(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template's questions, with a file for the answers and one for each entity."""
    folder = tmp_path_factory.mktemp("questions") / "template"
    copytree(template / "extensions", folder / "extensions")
    copy(template / "copier.yml", folder)
    (folder / "template").mkdir()
    (answers,) = (template / "template").glob("*answers_file*")
    copy(answers, folder / "template")
    (folder / "template" / ENTITY).mkdir()
    table = folder / "template" / ENTITY / "table.json.jinja"
    table.write_text("{{ table | to_json }}")
    commit_all(folder, "v2.0.0")
    return folder


def service_of(questions: Path, folder: Path, **data: Any) -> Path:
    run_copy(str(questions), folder, data=data, defaults=True, quiet=True)
    commit_all(folder)
    return folder


def update(service: Path, **data: Any) -> None:
    run_update(service, data=data, defaults=True, overwrite=True, quiet=True)


# --- New services ---


@pytest.mark.parametrize("file", ACCEPTED, ids=[path.stem for path in ACCEPTED])
def test_file_is_recorded_and_rendered(
    file: Path, questions: Path, tmp_path: Path
) -> None:
    data = yaml.safe_load(file.read_text("utf-8"))

    service = service_of(questions, tmp_path, **data)

    assert answers_of(service)["resources"] == data["resources"]
    for table in tables(data["resources"]):
        rendered = (service / table["package"] / "table.json").read_text("utf-8")
        assert yaml.safe_load(rendered) == table


def test_recorded_file_can_be_read(questions: Path, tmp_path: Path) -> None:
    service = service_of(questions, tmp_path, resources=TWO.partition("\n")[2])

    text = (service / ".copier-answers.yml").read_text("utf-8")
    assert "tables" not in text
    assert (
        """
-   fields:
    -   name: customer
        to: customer
        type: ref
    -   default: 'no'
        name: status
        type: enum
        values:
        - 'yes'
        - 'no'
    name: invoice
    owner: true
"""
        in text
    )


@pytest.mark.parametrize("framework", ["fastapi", "flask"])
def test_new_service_without_a_database_is_refused(
    framework: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="'resources'") as error:
        render(
            tmp_path / "service", resources=RESOURCES, framework=framework, orm="none"
        )

    assert str(error.value) == f"Validation error for question 'resources': {ORM}"
    assert not (tmp_path / "service").exists()


def test_settings_of_a_person_without_a_database_are_refused(
    render: Render, tmp_path: Path, settings: Path
) -> None:
    settings.write_text("defaults: {orm: none}")

    with pytest.raises(ValueError, match="'orm'") as error:
        render(tmp_path / "service", resources=RESOURCES)

    assert str(error.value) == f"Invalid choice for 'orm': {ORM}"
    assert not (tmp_path / "service").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "resources: must be a list of entities, not null."),
        ("", "resources: must be a list of entities, not null."),
        ("customer", 'resources: must be a list of entities, not "customer".'),
        ("[{name: class}]", "resources: entity 1: choose another name, because class "),
        ("[{name: {{ 7 }}}]", "found unhashable key"),
        ("[", "expected the node content"),
    ],
)
def test_wrong_file_is_refused(
    given: object, message: str, render: Render, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match=r".") as error:
        render(tmp_path / "service", resources=given)

    assert message in str(error.value)
    assert not (tmp_path / "service").exists()


# --- Updates ---


@pytest.fixture
def service(questions: Path, tmp_path: Path) -> Path:
    return service_of(questions, tmp_path / "service", resources=RESOURCES)


@pytest.mark.slow
def test_update_keeps_the_file_or_takes_another(service: Path) -> None:
    update(service)
    assert git(service, "status", "--porcelain") == ""

    changed = [*RESOURCES, {"name": "note", "fields": [{"name": "a", "type": "text"}]}]
    update(service, resources=changed)

    assert answers_of(service)["resources"] == changed
    assert (service / "notes").exists()
    commit_all(service)
    update(service, resources=RESOURCES[:1])
    assert [path.parent.name for path in service.glob("*/table.json")] == ["customers"]


@pytest.mark.slow
def test_removal_of_the_database_is_refused_and_changes_nothing(service: Path) -> None:
    with pytest.raises(ValueError, match="Invalid choice") as error:
        update(service, orm="none")

    assert str(error.value) == f"Invalid choice for 'orm': {ORM}"
    assert git(service, "status", "--porcelain") == ""


@pytest.mark.slow
def test_stack_can_be_changed_together_with_the_resources(service: Path) -> None:
    update(service, framework="flask", resources=[])

    answers = answers_of(service)
    assert (answers["framework"], answers["resources"]) == ("flask", [])
    assert list(service.glob("*/table.json")) == []


@pytest.mark.slow
def test_resources_are_refused_to_a_service_without_a_database(
    questions: Path, tmp_path: Path
) -> None:
    """Copier would forget its ORM if that was refused instead."""
    service = service_of(questions, tmp_path, orm="none")

    with pytest.raises(ValueError, match="Validation error") as error:
        update(service, resources=RESOURCES)

    assert str(error.value) == f"Validation error for question 'resources': {ORM}"
    assert git(service, "status", "--porcelain") == ""


@pytest.mark.slow
def test_refused_file_changes_nothing(service: Path) -> None:
    with pytest.raises(ValueError, match="Validation error") as error:
        update(service, resources=[{"name": "invoice"}])

    assert str(error.value).endswith("resources: invoice: fields are missing.")
    assert git(service, "status", "--porcelain") == ""


@pytest.mark.slow
def test_mistake_in_the_recorded_file_stops_the_update(service: Path) -> None:
    answers = service / ".copier-answers.yml"
    answers.write_text(answers.read_text("utf-8").replace("type: ref", "type: link"))
    commit_all(service)

    with pytest.raises(ValueError, match="Validation error") as error:
        update(service)

    assert str(error.value).endswith('ref, refs, not "link".')
    assert git(service, "status", "--porcelain") == ""


@pytest.mark.slow
def test_service_of_an_older_release_has_none(questions: Path, tmp_path: Path) -> None:
    history = tmp_path / "template"
    copytree(questions, history)
    asked = yaml.safe_load((history / "copier.yml").read_text("utf-8"))
    unknown = {"resources", "tables", *questionnaire().of_resources}
    unknown |= {"_message_after_copy", "_message_after_update"}
    older = {name: value for name, value in asked.items() if name not in unknown}
    (history / "copier.yml").write_text(yaml.safe_dump(older, sort_keys=False))
    rmtree(history / "template" / ENTITY)
    commit_all(history, "v1.0.0")
    git(history, "checkout", "v2.0.0", ".")
    commit_all(history, "v3.0.0")
    service = tmp_path / "service"
    run_copy(str(history), service, vcs_ref="v1.0.0", defaults=True, quiet=True)
    assert "resources" not in answers_of(service)
    commit_all(service)

    update(service)
    assert answers_of(service)["resources"] == []
    commit_all(service)
    update(service, resources=RESOURCES)
    assert answers_of(service)["resources"] == RESOURCES

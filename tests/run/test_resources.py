"""Services with resources: a file with every type and option, and real models."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Render
from tests.git import commit_all
from tests.questionnaire import ROOT, questionnaire
from tests.run.document import assert_answers_as_documented
from tests.run.servers import Server, serve
from tests.run.services import Service, install
from tests.space import Combination
from tests.timing import step

pytestmark = [
    pytest.mark.slow,
    pytest.mark.combinations("first", "zoo", "zoos", "zoos"),
]
with_examples = pytest.mark.combinations(
    "first", "zoo", "resourceful", "resourceful_nightly"
)
of_each_framework = pytest.mark.combinations(
    "first", "zoo", "zoo_and_pages_only", "zoos"
)

# How a service's own tests count what is sent to the database.
STATEMENTS = "template/{{{{ {layer} }}}}/{{{{ posts }}}}/tests/statements.py"
STATEMENTS_OF_DJANGO = '''\
"""Statements that are sent to the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements():
    return CaptureQueriesContext(connection)
'''
LISTS = '''\
"""Lists cost as many statements for many rows as for few."""

import pytest

from tests.statements import statements
{imports}


def fill(client, user):
{rows}


@pytest.mark.parametrize("names", {names})
def test_list_costs_the_same(client, user, names):
    sent = []
    for rows in (2, 18):
        for _ in range(rows):
            fill(client, user)
        with statements() as found:
            query = {{"limit": 100}}
            response = client.get(f"/api/{{names}}", params=query, headers=user.headers)
        assert len(response.json()["items"]) >= rows
        sent.append(list(found))

    assert len(sent[0]) == len(sent[1]), sent[1]
'''


@pytest.fixture(scope="session")
def service(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Service:
    """Installed, with the migration that its ORM writes for the resources."""
    folder = tmp_path_factory.mktemp(str(combination)) / "service"
    service = install(combination, render(folder, **combination.data))
    commit_all(folder)
    with step("write the migration of resources"):
        service.run("poe", "makemigration", "resources")
    service.migrate()
    return service


def tables_of(service: Service) -> list[dict[str, Any]]:
    contents = questionnaire().contents(service.combination.resources)
    tables: list[dict[str, Any]] = contents["tables"]
    return tables


def names_of_tests(service: Service) -> list[str]:
    layers = {"api": "rest", "pages": "htmx"}
    return [
        f"tests/{folder}/test_{table['plural']}.py"
        for folder, layer in layers.items()
        if layer in service.combination.layers
        for table in tables_of(service)
    ]


@with_examples
def test_tests_of_entities_pass(service: Service) -> None:
    with step("suite of entities"):
        last = service.run("pytest", "--quiet", *names_of_tests(service))

    assert re.search(r"\d+ passed", last)
    assert "skipped" not in last


@of_each_framework
def test_tests_beside_entities_pass(service: Service) -> None:
    ignored = [f"--ignore={name}" for name in names_of_tests(service)]
    with step("suite beside entities"):
        last = service.run("pytest", "--quiet", *ignored).splitlines()[-1]

    assert re.search(r"\d+ passed", last)


@of_each_framework
def test_service_is_clean(service: Service) -> None:
    with step("format, lint and types"):
        service.run("poe", "check")


def test_migration_is_undone_and_applied_again_without_drift(service: Service) -> None:
    service.migrate_down_and_up()


@pytest.mark.only_with("rest")
def test_lists_cost_as_many_statements_for_many_rows(service: Service) -> None:
    tests = service.folder / "tests"
    (tests / "statements.py").write_text(counting(service), encoding="utf-8")
    lists = tests / "api" / "test_costs_of_lists.py"
    lists.write_text(costs_of_lists(tables_of(service)), encoding="utf-8")
    try:
        with step("statements of lists"):
            service.run("pytest", "--quiet", str(lists))
    finally:
        lists.unlink()


def counting(service: Service) -> str:
    layers = service.combination.layers & {"sqlalchemy", "tortoise", "peewee"}
    if not layers:
        return STATEMENTS_OF_DJANGO
    (layer,) = layers
    return (ROOT / STATEMENTS.format(layer=layer)).read_text("utf-8")


def costs_of_lists(tables: list[dict[str, Any]]) -> str:
    """A module that tests the lists, with rows that refer to all that they can."""
    imports, rows = [], []
    for table in tables:
        name, plural = table["name"], table["plural"]
        imports.append(f"from tests.api.{plural} import create_{name}")
        given = []
        for field in table["fields"]:
            if not field["to"] or field["read_only"] or field["unique"]:
                continue
            target = f'{field["to"]["name"]}["id"]'
            if field["to"]["name"] == "user":
                target = "user.id"
            elif field["to"]["name"] == name:
                target = f'create_{name}(client, user)["id"]'
            many = field["type"] == "refs"
            given.append(f"{field['key']}={f'[{target}]' if many else target}")
        arguments = ", ".join(["client", "user", *given])
        rows.append(f"    {name} = create_{name}({arguments})")
    return LISTS.format(
        imports="\n".join(imports),
        rows="\n".join(rows),
        names=[table["plural"] for table in tables],
    )


@pytest.fixture(scope="session")
def server(service: Service) -> Iterator[Server]:
    service.create_admin()
    with serve(service) as server:
        yield server


@of_each_framework
@pytest.mark.only_with("rest")
def test_service_answers_as_its_document_says(service: Service, server: Server) -> None:
    assert_answers_as_documented(service, server)

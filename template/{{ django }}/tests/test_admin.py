"""The admin site: who may see it, that every page opens, and what a list costs."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_admin, make_user
from tests.rows import make_rows

MODELS = [
    model
    for model in admin.site._registry
    if model._meta.app_config.name.startswith("app.")
]

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def path(model: type[Model], page: str, *ids: object) -> str:
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=ids)


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    """A browser in which an administrator has logged in."""
    client.force_login(make_admin())
    return client


def cost(browser: Client, url: str) -> int:
    """The number of statements that a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


@every_model
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_page_opens(browser: Client, model: type[Model], page: str) -> None:
    make_rows(1)

    assert browser.get(path(model, page)).status_code == 200


@every_model
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_page_of_a_row_opens(browser: Client, model: type[Model], page: str) -> None:
    make_rows(1)
    row = model._default_manager.latest("pk")

    assert browser.get(path(model, page, row.pk)).status_code == 200


@every_model
def test_filter_opens_and_is_counted(browser: Client, model: type[Model]) -> None:
    make_rows(1)
    changes = browser.get(path(model, "changelist")).context["cl"]

    for filters in changes.filter_specs:
        *_, choice = filters.choices(changes)
        response = browser.get(path(model, "changelist") + choice["query_string"])
        assert response.status_code == 200
        assert response.context["cl"].add_facets


@every_model
def test_list_costs_as_much_for_many_as_for_one(
    browser: Client, model: type[Model]
) -> None:
    def costs() -> list[int]:
        return [
            cost(browser, path(model, "changelist") + query) for query in ("", "?q=e")
        ]

    make_rows(1)
    costs()  # the first time, it also reads what is kept, such as content types
    for_one = costs()
    make_rows(19)

    assert costs() == for_one


@every_model
def test_site_is_for_administrators(
    client: Client, db: None, model: type[Model]
) -> None:
    page = path(model, "changelist")
    for _ in range(2):
        response = client.get(page)
        assert response.status_code == 302
        assert response.headers["location"].endswith(f"?next={page}")
        client.force_login(make_user())

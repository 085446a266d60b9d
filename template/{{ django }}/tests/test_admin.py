"""The admin site: access, every page of every model, and queries of lists."""

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
    """A client that is logged in as an administrator."""
    client.force_login(make_admin())
    return client


def store_rows(model: type[Model], number: int) -> None:
    make_rows(number)
    if not model._default_manager.exists():
        pytest.fail(
            f"The admin site has {model._meta.label}, but the tests have no row of it: "
            "create some in make_rows() of tests/rows.py."
        )


def count_queries(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


@every_model
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_page_opens(browser: Client, model: type[Model], page: str) -> None:
    store_rows(model, 1)

    response = browser.get(path(model, page))

    may_add = admin.site._registry[model].has_add_permission(response.wsgi_request)
    assert response.status_code == (200 if page != "add" or may_add else 403)


@every_model
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_page_of_a_row_opens(browser: Client, model: type[Model], page: str) -> None:
    store_rows(model, 1)
    row = model._default_manager.latest("pk")

    assert browser.get(path(model, page, row.pk)).status_code == 200


@every_model
def test_filter_opens_and_is_counted(browser: Client, model: type[Model]) -> None:
    store_rows(model, 1)
    changes = browser.get(path(model, "changelist")).context["cl"]

    for filters in changes.filter_specs:
        *_, choice = filters.choices(changes)
        response = browser.get(path(model, "changelist") + choice["query_string"])
        assert response.status_code == 200
        assert response.context["cl"].add_facets


@every_model
def test_list_takes_as_many_queries_for_many_rows_as_for_one(
    browser: Client, model: type[Model]
) -> None:
    def counts() -> list[int]:
        url = path(model, "changelist")
        return [count_queries(browser, url + query) for query in ("", "?q=e")]

    store_rows(model, 1)
    counts()  # the first request also fills caches, such as that of content types
    for_one = counts()
    store_rows(model, 19)

    assert counts() == for_one


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

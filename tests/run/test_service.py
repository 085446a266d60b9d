"""Each combination as its owner meets it: installed, migrated, checked, tested."""

import re

import pytest

from tests import tiers
from tests.conftest import tier_of
from tests.interpreters import interpreter_for, version_of
from tests.run.services import PRODUCTION, Service
from tests.tiers import Tier
from tests.timing import step
from tests.update.rows import engine_of

pytestmark = pytest.mark.combinations(
    "first", "chosen", "installed", "installed_nightly"
)


def test_service_passes_its_tests(
    service: Service, pytestconfig: pytest.Config
) -> None:
    # To trace them for their coverage takes the tests half as long again.
    is_quick = tier_of(pytestconfig) == Tier.QUICK
    is_traced = service.combination in tiers.chosen() and not is_quick
    command = ("poe", "test") if is_traced else ("pytest", "--quiet")
    with step("suite and coverage" if is_traced else "suite"):
        last = service.run(*command).splitlines()[-1]

    assert re.search(r"\d+ passed", last)
    assert "skipped" not in last


# Django's own tests do this. Older services of the other frameworks need not have it.
@pytest.mark.slow
@pytest.mark.only_with("micro")
@pytest.mark.only_with("users")
@pytest.mark.only_among("migrated")
def test_database_refuses_an_address_in_upper_case(service: Service) -> None:
    """So its unique key holds whatever the case."""
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    fresh = service.with_database("addresses")
    fresh.migrate()
    fresh.create_admin()
    engine = engine_of(fresh.database.replace(":///./", f":///{fresh.folder}/"))

    with engine.connect() as connection:
        shout = text("UPDATE users SET email = 'Admin@example.com'")
        with pytest.raises(DBAPIError, match="ck_users_email_lower"):
            connection.execute(shout)
    engine.dispose()


# The service's own tests do the same in their process, in each combination.
@pytest.mark.slow
@pytest.mark.only_with("users")
@pytest.mark.only_among("migrated")
def test_service_migrates_down_and_up_again_without_drift(service: Service) -> None:
    service.migrate_down_and_up()


@pytest.mark.slow
@pytest.mark.only_among("sample")
def test_service_is_clean(migrated: Service) -> None:
    with step("format, lint and types"):
        migrated.run("poe", "check")


def test_service_runs_on_the_promised_python(service: Service) -> None:
    python = interpreter_for(service.combination.data["python_version"])
    assert python
    script = "import sys; print(*sys.version_info[:2])"
    major, minor = service.run("python", "-c", script).split()

    assert (int(major), int(minor)) == version_of(python)


@pytest.mark.slow
@pytest.mark.only_with("django")
def test_service_is_found_ready_to_deploy(service: Service) -> None:
    # As behind a proxy that speaks HTTPS: Django judges what browsers receive.
    behind = {"ALLOWED_HOSTS": "api.example.com", "TRUSTED_PROXIES": "127.0.0.1"}
    check = ("python", "manage.py", "check", "--deploy", "--fail-level=WARNING")
    service.run(*check, **{**PRODUCTION, **behind})

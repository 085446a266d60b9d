"""Migrations: up and down, and up to date with the models."""

import pytest
from django.core.management import call_command
from django.db import connection

from app.users.models import User


@pytest.mark.django_db
def test_models_have_no_changes_without_a_migration() -> None:
    try:
        call_command(
            "makemigrations", check=True, dry_run=True, interactive=False, verbosity=0
        )
    except SystemExit:
        pytest.fail(
            "The models have changed. Write a migration: "
            "run `uv run poe makemigration NAME`."
        )


@pytest.mark.django_db(transaction=True)
def test_migrations_go_down_and_up_again() -> None:
    table = User._meta.db_table

    call_command("migrate", "users", "zero", verbosity=0)
    assert table not in connection.introspection.table_names()

    call_command("migrate", verbosity=0)
    assert table in connection.introspection.table_names()
    assert not User.objects.exists()

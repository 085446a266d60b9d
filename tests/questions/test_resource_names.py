"""The names that no entity and no field can have: lists in extensions/resources/."""

import ast
import builtins
import json
import keyword
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.git import git
from tests.questionnaire import ROOT
from tests.questions.resources import EXTENSIONS, macros, refuse, words
from tests.run.services import UV, server_url
from tests.stacks import SERVERS

LISTS = sorted(path.stem for path in EXTENSIONS.glob("*.txt"))
NAME: str = macros("reserved").NAME
SOURCES = [
    path
    for path in git(ROOT, "ls-files", "-z", "template").split("\0")
    if (ROOT / path).is_file()
]


@pytest.mark.parametrize("name", LISTS)
def test_list_is_sorted_and_unique(name: str) -> None:
    assert sorted({*words(name)}) == words(name)


@pytest.mark.parametrize("name", [name for name in LISTS if name != "classes"])
def test_list_holds_names_that_could_be_chosen(name: str) -> None:
    assert [word for word in words(name) if not re.search(NAME, word)] == []


# --- Python ---


def test_keywords_and_builtins_are_reserved() -> None:
    # The site module adds these for the prompt of Python.
    prompt = {"copyright", "credits", "exit", "help", "license", "quit"}
    # A field of every table, with a rule of its own.
    needed = {*keyword.kwlist, *dir(builtins)} - prompt - {"id"}

    assert {name for name in needed if re.search(NAME, name)} <= {*words("python")}


# --- The template ---


def output_path(source: str) -> list[str]:
    """The parts of a path in a service, without the layers."""
    return [part for part in Path(source).parts[1:] if not part.startswith("{")]


def test_packages_and_modules_of_the_template_are_reserved() -> None:
    found = set()
    for source in SOURCES:
        if "{% yield" in source:  # within the package of an entity
            continue
        parts = output_path(source)
        if len(parts) > 1 and parts[0] in ("app", "tests"):
            found.add(parts[1].partition(".")[0])
        if len(parts) == 3 and parts[:2] in (["tests", "api"], ["tests", "pages"]):
            found.add(parts[2].partition(".")[0])
    modules = {name.removeprefix("test_") for name in found}

    assert {"posts", "users", "tasks", "slugs", "pages"} <= modules
    assert {name for name in modules if re.search(NAME, name)} <= {*words("packages")}


def test_tables_of_the_template_are_reserved() -> None:
    pattern = r"\b(?:__tablename__|db_table|table_name|table) = \"(\w+)\""
    found = {
        table
        for source in SOURCES
        if source.endswith(".py")
        for table in re.findall(pattern, (ROOT / source).read_text("utf-8"))
    }

    assert {"users", "posts", "tags"} <= found
    assert found <= {*words("packages")}


def test_tables_of_django_are_reserved() -> None:
    found = {
        f"{Path(source).parents[1].name}_{model.lower()}"
        for source in SOURCES
        if re.search(r"/app/\w+/migrations/0", source)
        for model in re.findall(
            r"CreateModel\(\s*name=\"(\w+)\"", (ROOT / source).read_text("utf-8")
        )
    }

    assert {"users_user", "posts_post", "queue_job"} <= found
    assert found <= {*words("packages")}


def classes_in(source: str) -> Iterator[str]:
    """The classes that a module imports or defines."""
    for node in ast.walk(ast.parse((ROOT / source).read_bytes())):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


def test_classes_of_models_and_schemas_are_reserved() -> None:
    modules = r"app/(posts/)?(models|schemas|serializers|forms|queries)\.py$"
    found = {
        name
        for source in SOURCES
        if re.search(modules, source)
        for name in classes_in(source)
        # Only what can follow from a name: OrderLine, but neither HTTP nor order_line.
        if re.fullmatch(r"([A-Z][a-z0-9]+)+", name)
    }

    assert {"Base", "Post", "Any"} <= found
    # Roles are of users alone.
    assert found - {"Role"} <= {*words("classes")}


# --- SQL ---

# As a column and as a table, unquoted.
STATEMENTS = (
    "CREATE TABLE words_of_sql ({} integer)",
    "CREATE TABLE {} (words_of_sql integer)",
)


def refused_words(accepts: Callable[[str], bool], candidates: set[str]) -> set[str]:
    named = {word.lower() for word in candidates if re.search(NAME, word.lower())}
    assert len(named) > 100
    return {
        word
        for word in named
        if not all(accepts(statement.format(word)) for statement in STATEMENTS)
    }


def test_words_that_sqlite_refuses_are_reserved() -> None:
    def accepts(statement: str) -> bool:
        with suppress(sqlite3.OperationalError), sqlite3.connect(":memory:") as session:
            session.execute(statement)
            return True
        return False

    refused = refused_words(accepts, {*words("sql"), *words("python")})

    assert "select" in refused
    assert refused - {*words("sql"), *words("python")} == set()


KEYWORDS = {
    "postgresql": "SELECT word FROM pg_get_keywords()",
    "mysql": "SELECT word FROM information_schema.keywords",
}


@pytest.mark.slow
@pytest.mark.parametrize("database", KEYWORDS)
def test_words_that_a_server_refuses_are_reserved(database: str) -> None:
    server = SERVERS[database]
    url = make_url(server_url(database, "the words of SQL"))
    engine = create_engine(url.set(drivername=server.driver, database=server.first))
    with engine.connect() as connection:

        def accepts(statement: str) -> bool:
            try:
                with connection.begin_nested() as attempt:
                    if database == "mysql":  # which can't roll back a table
                        connection.execute(text(f"PREPARE s FROM '{statement}'"))
                    else:
                        connection.execute(text(statement))
                    attempt.rollback()
            except DBAPIError:
                return False
            return True

        known = set(connection.scalars(text(KEYWORDS[database])))
        refused = refused_words(accepts, known)
    engine.dispose()

    assert "select" in refused
    assert refused - {*words("sql")} == set()


# --- ORMs, Pydantic, forms ---

ATTRIBUTES = """
import json
import django
from django.conf import settings

settings.configure()
django.setup()

import flask_wtf
import ninja
import peewee
import sqlmodel
from django.db import models
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase
from tortoise import Model

class Base(DeclarativeBase): pass

class DjangoModel(models.Model):
    class Meta: app_label = "app"

classes = [Base, DjangoModel, BaseModel, Model, flask_wtf.FlaskForm, ninja.Schema,
           peewee.Model, sqlmodel.SQLModel]
print(json.dumps(sorted({name for each in classes for name in dir(each)})))
"""
PACKAGES = (
    *("django-ninja", "flask-wtf", "wtforms", "peewee", "pydantic", "sqlalchemy"),
    *("sqlmodel", "tortoise-orm"),
)


@pytest.mark.full
def test_attributes_of_models_schemas_and_forms_are_reserved() -> None:
    pins = yaml.safe_load((ROOT / "extensions" / "pins.yml").read_text("utf-8"))
    needed = [f"--with={name}{pins[name]}" for name in PACKAGES]
    command = [UV, "run", "--quiet", "--no-project", f"--python={sys.executable}"]
    done = subprocess.run(
        [*command, *needed, "python", "-c", ATTRIBUTES],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    found = {name for name in json.loads(done.stdout) if re.search(NAME, name)}
    assert {"metadata", "save", "pk", "model_dump", "objects"} <= found
    assert found <= {*words("attributes"), *words("python")}


# --- What the words are for ---


@pytest.mark.parametrize(
    ("name", "field"),
    [
        *((word, "note") for word in ("user", "tag", "session", "class", "id")),
        *(("thing", word) for word in ("id", "owner", "lambda", "select", "metadata")),
    ],
)
def test_reserved_name_is_refused(name: str, field: str) -> None:
    fields = [{"name": field, "type": "text"}]

    assert "choose another name" in refuse([{"name": name, "fields": fields}])


@pytest.mark.parametrize(
    "name",
    [
        *("address", "appointment", "article", "book", "booking", "cart", "category"),
        *("comment", "company", "component", "contact", "coupon", "customer"),
        *("department", "device", "doctor", "employee", "invoice", "issue", "item"),
        *("label", "location", "meeting", "member", "milestone", "note", "order"),
        *("patient", "payment", "person", "prescription", "product", "project"),
        *("purchase", "review", "room", "shipment", "sprint", "supplier", "team"),
        *("ticket", "treatment", "vehicle", "visit", "warehouse"),
    ],
)
def test_everyday_names_are_left(name: str) -> None:
    fields = [{"name": "note", "type": "text"}]

    assert refuse([{"name": name, "fields": fields}]) == ""
    # Order is a word of SQL, and order_id is none.
    field = {"name": name, "type": "ref", "to": "user"}
    assert refuse([{"name": "thing", "fields": [field]}]) == ""

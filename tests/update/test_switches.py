"""An answer is changed, and the service is one that was made with it."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from tests.update.changes import changed_since
from tests.space import CORE, Combination, first_of_each_framework
from tests.tiers import core
from tests.TODO import every, options
from tests.conftest import Born, Record
from tests.update.edits import Edit, edits_of, lost
from tests.figures import CONFLICT, EDITS
from tests.update.releases import NOW, commit_all, git, newest_behind, offered_by, releases
from tests.update.rows import rows_of
from tests.run.services import ADMIN, CHECK_DRIFT, Service, install
from tests.update.updates import (
    ANSWERS,
    Tree,
    changes,
    conflicts,
    owned,
    revisions,
    tree,
    update,
    update_by_command,
)

Fitting = Callable[[Combination], list[Edit]]


def switches() -> list[object]:
    """Between each framework's usual service and each other choice, there and back.

    Where a choice does not fit to what is usual, it is with the nearest that it fits
    to: Django 6.1 is switched to on a Python that it runs on. What is not of the core
    is the same with all frameworks, and switched with the first alone. Frameworks that
    share their ORM are switched below.
    """
    found: dict[tuple[Combination, Combination], str] = {}
    for usual in first_of_each_framework(core()):
        is_first = usual == core()[0]
        for name, value in usual.answers:
            if not (is_first or name in CORE):
                continue
            for choice in options()[name]:
                after = nearest(usual, name, choice)
                if after and choice != value:
                    before = after.switched(name, value)
                    found |= {(before, after): name, (after, before): name}
    return [
        pytest.param(before, after, name, id=f"{before}-to-{after}")
        for (before, after), name in found.items()
        if not share_an_orm(before, after)
    ]


def share_an_orm(one: Combination, other: Combination) -> bool:
    """Whether they are of two frameworks, and have their tables in common."""
    (framework, orm), (other_framework, other_orm) = (
        (str(each.data["framework"]), str(each.data["orm"])) for each in (one, other)
    )
    return framework != other_framework and orm == other_orm


def nearest(usual: Combination, name: str, choice: Any) -> Combination | None:
    """The most usual with this choice, if it can be made in this framework."""
    framework = choice if name == "framework" else usual.data["framework"]
    return next(
        (
            combination
            for combination in every()
            if combination.data["framework"] == framework
            and combination.data.get(name) == choice
        ),
        None,
    )


TAKE_POSTS_DOWN = {
    "sqlalchemy": ("alembic", "downgrade", "0001"),
    "sqlmodel": ("alembic", "downgrade", "0001"),
    "tortoise": ("tortoise", "migrate", "models.0001_users"),
    "peewee": ("pwmigrate", "down", "0002_posts"),
    "django": ("python", "manage.py", "migrate", "posts", "zero"),
}


def drop_posts(service: Service) -> None:
    """What an owner does before the example goes: its tables, and their revision."""
    service.run("poe", "migrate")
    service.run(*TAKE_POSTS_DOWN[service.combination.data["orm"]])
    for revision in revisions(service.folder):
        if "posts" in str(revision.relative_to(service.folder)):
            revision.unlink()
    commit_all(service.folder)


def write_revisions(service: Service, name: str, before: Combination) -> None:
    """What an owner does where an answer brought tables; no update writes revisions."""
    if not share_revisions(before, service.combination):
        for revision in revisions(service.folder):
            revision.unlink()
        # They are written from an empty database.
        empty = {"DATABASE_URL": "sqlite:///./empty.db"}
        service.run("poe", "makemigration", "initial", **empty)
        if service.combination.data["orm"] == "peewee":
            # Which writes an index for each foreign key, and sees the next time that
            # the model declares none.
            service.run("poe", "migrate", **empty)
            service.run("poe", "makemigration", "indexes", **empty)
    elif name == "api" or (name == "example" and service.combination.data["example"]):
        service.run("poe", "migrate")
        service.run("poe", "makemigration", name)


def share_revisions(one: Combination, other: Combination) -> bool:
    orms = {one.data["orm"], other.data["orm"]}
    return len(orms) == 1 or orms == {"sqlalchemy", "sqlmodel"}


# Where an ORM notes which revisions a database has.
NOTES = {
    "sqlalchemy": "alembic_version",
    "sqlmodel": "alembic_version",
    "tortoise": "tortoise_migrations",
    "peewee": "schema_migration",
}
NOTE_ALL = {
    "sqlalchemy": ("alembic", "stamp", "head"),
    "sqlmodel": ("alembic", "stamp", "head"),
    "tortoise": ("tortoise", "migrate", "--fake"),
    "peewee": ("pwmigrate", "fake"),
}


# What goes by the ORM. Of everything else an owner's edits survive another one.
BY_ORM = re.compile(
    r"app/((posts|users)/)?(models|queries|bulk|upsert)\.py"
    r"|app/(columns|database|dialect|engine|fields|pool|sessions)\.py"
    r"|tests/(conftest|database|test_(database|migrations|models|queries))\.py"
    r"|migrations/.+|\.pwmigrate|pyproject\.toml|README\.md|AGENTS\.md"
)


def take_database_over(service: Service, before: Combination) -> None:
    """What an owner does with a database whose tables another ORM has made."""
    with connect(service.folder / "app.db") as database:
        database.execute(f"DROP TABLE {NOTES[before.data['orm']]}")
    service.run(*NOTE_ALL[service.combination.data["orm"]])


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after", "name"), switches())
def test_switch_of_an_answer_equals_a_fresh_copy_and_works(
    born: Born, tmp_path: Path, before: Combination, after: Combination, name: str
) -> None:
    folder = born(tmp_path / "service", NOW, before)
    fresh = born(tmp_path / "fresh", NOW, after)
    if name == "example" and before.data["example"]:
        drop_posts(install(before, folder))
    keeps_data = name == "orm" and {"users"} <= before.layers & after.layers
    if keeps_data:
        service = install(before, folder)
        service.run("poe", "migrate")
        service.run("poe", "create-admin", ADMIN["ADMIN_EMAIL"], **ADMIN)
        commit_all(folder)  # the lock, as an owner has it

    was = tree(folder)

    update(folder, **{name: after.data[name]})

    assert tree(folder) == tree(fresh)
    is_tried = owned(folder) == owned(fresh)  # as a service, by another test
    if is_tried and not keeps_data:
        return
    service = install(after, folder)
    if "stateless" in after.layers:  # where revisions lie about until they are deleted
        service.run("pytest", "-q")
        return
    write_revisions(service, name, before)
    if keeps_data and not share_revisions(before, after):
        take_database_over(service, before)
    service.run("poe", "migrate")
    if not is_tried:
        service.run("pytest", "-q")
    service.run(*CHECK_DRIFT[after.data["orm"]])
    if keeps_data:
        assert len(rows_of(service.database)["users"]) == 1
        assert [n for n in changes(was, tree(fresh)) if not BY_ORM.fullmatch(n)] == []


@pytest.fixture(scope="session")
def fitting(born: Born, tmp_path_factory: pytest.TempPathFactory) -> Fitting:
    """Tell the edits of the catalogue that a service of these answers can have."""
    found: dict[Combination, list[Edit]] = {}

    def fit(combination: Combination) -> list[Edit]:
        if combination not in found:
            folder = born(tmp_path_factory.mktemp("fitting") / "s", NOW, combination)
            found[combination] = [
                edit
                for edit in edits_of(combination.data["framework"])
                # Others change some lines; this changes nearly all.
                if edit.name != "the code is formatted with longer lines"
                and fits(edit, folder)
            ]
        return found[combination]

    return fit


def fits(edit: Edit, folder: Path) -> bool:
    """Whether it can be made; nothing of it stays."""
    try:
        edit.make(folder)
    except (ValueError, FileNotFoundError):
        return False
    finally:
        git(folder, "checkout", "--quiet", ".")
        git(folder, "clean", "--quiet", "--force", "-d")
    return True


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after", "name"), switches())
def test_switch_keeps_the_edits_that_still_apply(
    born: Born,
    fitting: Fitting,
    tmp_path: Path,
    record_property: Record,
    before: Combination,
    after: Combination,
    name: str,
) -> None:
    """The result is a fresh copy with these edits, of all files that are not marked.

    An edit that the fresh copy could not have is there as far as its files are: those
    of the owner's own, and of others each line.
    """
    folder = born(tmp_path / "service", NOW, before)
    other = born(tmp_path / "other", NOW, before)
    expected = born(tmp_path / "expected", NOW, after)
    was, will_be = tree(folder), tree(expected)
    for edit in fitting(before):
        edit.make(folder)
        if edit in fitting(after):
            edit.make(expected)
        if edit not in fitting(after) or name == "framework":  # which it may go by
            edit.make(other)
    commit_all(folder)
    edited, by_others = tree(folder), changes(was, tree(other))
    record_property(EDITS, len(fitting(before)))

    update(folder, **{name: after.data[name]})

    updated = tree(folder)
    marked = conflicts(folder)
    for conflict in marked:
        record_property(CONFLICT, conflict)
    differing = changes(updated, tree(expected)) - {*marked}
    # What the answer brings comes, also into a folder that the owner has deleted.
    differing -= {
        each for each in differing - {*was} if updated.get(each) == will_be.get(each)
    }
    assert differing <= by_others
    gone = was.keys() - will_be.keys()
    assert {*lost(was, edited, updated)} & differing <= gone


def kinds() -> list[Combination]:
    """The first of each framework, and one without a database."""
    none = next(one for one in core() if "stateless" in one.layers)
    return [*first_of_each_framework(core()), none]


@pytest.mark.slow
@pytest.mark.parametrize("combination", kinds(), ids=str)
def test_message_tells_what_is_left_to_do(
    born: Born, tmp_path: Path, combination: Combination
) -> None:
    folder = born(tmp_path / "service", NOW, combination)

    done = update_by_command(
        folder, "--vcs-ref=:current:", "--data=license=proprietary"
    )

    assert done.returncode == 0, done.stderr
    told = done.stderr.partition("is updated. Next:")[2]
    left = re.findall(r"uv run poe ([a-z-]+)", told)
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    assert {"check", "test"} <= {*left} <= {*project["tool"]["poe"]["tasks"]}
    has_database = "users" in combination.layers
    assert ("migrate" in left) == ("makemigration" in left) == has_database


# What does not go by the framework: the tables and all that is said of them, what is
# said over HTTP and how that is tested, the settings. An owner's edits of it survive.
KEPT = (
    ".env.example",
    "app/config.py",
    "app/dialect.py",
    "app/errors.py",
    "app/log.py",
    "app/mail.py",
    "app/models.py",
    "app/pagination.py",
    "app/posts/models.py",
    "app/posts/schemas.py",
    "app/posts/upsert.py",
    "app/problems.py",
    "app/schemas.py",
    "app/users/mails.py",
    "app/users/models.py",
    "app/users/passwords.py",
    "app/users/schemas.py",
    "app/users/tokens.py",
    "migrations/script.py.mako",
    "migrations/versions/*.py",
    "tests/api/*.py",
    "tests/database.py",
    "tests/test_config.py",
    "tests/test_migrations.py",
    "tests/test_models.py",
    "tests/test_passwords.py",
    "tests/test_tokens.py",
)
# What one framework alone has; with another it would be dead.
OF_ONE = {
    "fastapi": {
        "app/posts/router.py",
        "app/users/dependencies.py",
        "app/users/router.py",
    },
    "flask": {
        ".flaskenv",
        "app/context.py",
        "app/operations.py",
        "app/posts/api.py",
        "app/users/api.py",
        "app/users/authentication.py",
        "app/wsgi.py",
        "tests/test_factory.py",
        "tests/wsgi.py",
    },
}


def between_frameworks() -> list[object]:
    """From each release, and now, to each framework that has the same tables."""
    usual = first_of_each_framework(core())
    offered: dict[str, list[Combination]] = {
        release.version: first_of_each_framework(offered_by(release))
        for release in releases()
    }
    by_day = {newest_behind().version, NOW}
    return [
        pytest.param(
            version,
            before,
            after,
            id=f"{version}-{before}-to-{after}",
            marks=[] if version in by_day else [pytest.mark.nightly],
        )
        for version, combinations in {**offered, NOW: usual}.items()
        for before in combinations
        for after in usual
        if share_an_orm(before, after)
    ]


def kept(folder: Path) -> Tree:
    found = {name: sorted(folder.glob(name)) for name in KEPT}
    assert all(found.values()), found
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for paths in found.values()
        for path in paths
    }


@pytest.mark.slow
@pytest.mark.parametrize(("version", "before", "after"), between_frameworks())
def test_switch_of_the_framework_keeps_tables_settings_and_contract(
    born: Born, tmp_path: Path, version: str, before: Combination, after: Combination
) -> None:
    framework, next_framework = before.data["framework"], after.data["framework"]
    folder = born(tmp_path / "service", version, before)
    fresh = born(tmp_path / "fresh", NOW, after)
    service = install(before, folder)
    service.run("poe", "migrate")
    edited = "app/users/models.py"
    with (folder / edited).open("a") as models:
        models.write("\n# The owner's.\n")
    commit_all(folder)  # with the lock, as an owner has it
    shared = kept(folder)
    assert all((folder / name).is_file() for name in OF_ONE[framework])

    update(folder, framework=next_framework)

    changed = changed_since(version, framework)
    assert changes(shared, kept(folder)) <= changed
    assert [name for name in OF_ONE[framework] if (folder / name).exists()] == []
    assert changes(tree(folder), tree(fresh)) == {edited}
    assert tree(folder)[ANSWERS] == tree(fresh)[ANSWERS]
    # The revisions are the other's, and so is the database that they have made.
    assert [path.relative_to(folder) for path in revisions(folder)] == [
        path.relative_to(fresh) for path in revisions(fresh)
    ]
    service = install(after, folder)
    service.run(*CHECK_DRIFT[after.data["orm"]])
    service.run("poe", "migrate")
    service.run("pytest", "-q")

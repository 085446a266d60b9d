"""A service made from a release comes forward, and keeps what is its owner's."""

import re
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
import yaml
from combinations import (
    CORE,
    Combination,
    core,
    cover,
    every,
    first_of_each_framework,
    options,
    parts,
)
from conftest import commit_all, git
from copier import run_copy, run_update
from releases import NOW, Release, offered_by, releases, repository
from services import ADMIN, CHECK_DRIFT, Service, install

# What an owner has after the birth of a service, and no update touches.
REVISION = (
    r"(migrations/versions|app/\w+/migrations)/(?!__init__)\w+\.py"
    r"|migrations/0\w+\.(py|sql)"
)
OWNED = re.compile(rf"{REVISION}|uv\.lock")
ANSWERS = ".copier-answers.yml"
# What 0.4.0 changed with FastAPI and Flask, to take rules and queries apart.
APART = {
    "AGENTS.md",
    "app/columns.py",
    "app/database.py",
    "app/models.py",
    "app/posts/queries.py",
    "app/posts/service.py",
    "app/queries.py",
    "app/sessions.py",
    "app/users/queries.py",
    "app/users/service.py",
    "migrations/env.py",
    "pyproject.toml",
    "tests/conftest.py",
    "tests/test_failures.py",
    "tests/test_models.py",
}
# What an update from a release may change in a service of a framework whose answers
# stay: its files. Of what is not named here, nothing has changed since.
CHANGED_SINCE: dict[tuple[str, str], set[str]] = {
    ("v0.1.0", "fastapi"): {*APART, "tests/test_queries.py"},
    ("v0.2.0", "fastapi"): {*APART, "tests/test_queries.py"},
    ("v0.2.0", "django"): {
        "app/static/app/fields.js",
        "app/templates/users/password_reset_mail.txt",
        "app/users/views.py",
        "pyproject.toml",
        "tests/pages/public.py",
        "tests/pages/test_accounts.py",
        "tests/pages/test_safety.py",
        "tests/test_cli.py",
        "tests/test_server.py",
    },
    ("v0.3.0", "fastapi"): APART,
    ("v0.3.0", "django"): {"app/static/app/fields.js", "pyproject.toml"},
    ("v0.3.0", "flask"): {
        *APART,
        "app/background.py",
        "app/cli.py",
        "app/health.py",
        "app/main.py",
        "app/static/app/fields.js",
        "app/templates/posts/partials/list.html",
        "app/templates/posts/post.html",
        "app/users/resets.py",
        "app/users/sessions.py",
        "app/users/views.py",
        "tests/pages/conftest.py",
        "tests/pages/test_accounts.py",
        "tests/pages/test_posts.py",
        "tests/pages/test_safety.py",
        "tests/test_cli.py",
        "tests/test_database.py",
    },
}

Tree = dict[str, bytes]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    return repository(tmp_path_factory.mktemp("history") / "template", template)


def make(history: Path, folder: Path, version: str, **data: Any) -> Path:
    """Make a service from a version, under git as its owner has it."""
    run_copy(
        str(history), folder, data=data, vcs_ref=version, defaults=True, quiet=True
    )
    commit_all(folder)
    return folder


def update(folder: Path, **data: Any) -> None:
    run_update(
        folder, data=data, vcs_ref=NOW, defaults=True, overwrite=True, quiet=True
    )


def tree(folder: Path) -> Tree:
    """What git would take, without what belongs to the owner."""
    names = git(folder, "ls-files", "-z", "-co", "--exclude-standard").split("\0")
    return {
        name: (folder / name).read_bytes()
        for name in names
        if (folder / name).is_file() and not OWNED.fullmatch(name)
    }


def changes(before: Tree, after: Tree) -> set[str]:
    """The files that came, went or differ, without that of the answers."""
    names = {*before, *after} - {ANSWERS}
    return {name for name in names if before.get(name) != after.get(name)}


def conflicts(folder: Path) -> list[str]:
    marks = re.compile(rb"^(<<<<<<<|>>>>>>>)", re.MULTILINE)
    return [
        name
        for name, content in tree(folder).items()
        if name.endswith(".rej") or marks.search(content)
    ]


def revisions(folder: Path) -> list[Path]:
    """The owner's, oldest first in each feature."""
    return [
        path
        for path in sorted(folder.rglob("*.*"))
        if re.fullmatch(REVISION, path.relative_to(folder).as_posix())
    ]


def owned(folder: Path) -> Tree:
    """The revisions, which no update touches."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in revisions(folder)
    }


def answers(tree: Tree) -> dict[str, Any]:
    """Those of the owner, without what Copier notes beside them."""
    noted: dict[str, Any] = yaml.safe_load(tree[ANSWERS])
    return {name: value for name, value in noted.items() if name[0] != "_"}


def from_releases(*, only_usual: bool = False) -> list[object]:
    """Each release with a cover of its files, or with the first of each framework."""
    found: list[object] = []
    for release in releases():
        offered = offered_by(release)
        chosen = (
            first_of_each_framework(offered)
            if only_usual
            else cover(offered, traits=parts)
        )
        found += [
            pytest.param(release, combination, id=f"{release}-{combination}")
            for combination in chosen
        ]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("release", "combination"), from_releases())
def test_update_equals_a_fresh_copy(
    history: Path, tmp_path: Path, release: Release, combination: Combination
) -> None:
    service = make(history, tmp_path / "old", release.version, **combination.data)
    fresh = make(history, tmp_path / "fresh", NOW, **combination.data)
    before = tree(service)

    update(service)

    after = tree(service)
    assert after == tree(fresh)
    # Nobody asked for another answer, nor for what the changelog does not tell of.
    assert answers(after).items() >= answers(before).items()
    key = (release.version, combination.data["framework"])
    assert changes(before, after) <= CHANGED_SINCE.get(key, set())


# In files that every service has.
EDITS = {
    "app/users/mails.py": ("\n\n\ndef mine() -> int:\n    return 1\n", "append"),
    "README.md": ("A note of the owner's, above all else.\n\n", "prepend"),
    ".env.example": ("\n# MINE=1\n", "append"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("release", "combination"), from_releases(only_usual=True))
def test_update_keeps_what_the_owner_did(
    history: Path, tmp_path: Path, release: Release, combination: Combination
) -> None:
    folder = make(history, tmp_path / "service", release.version, **combination.data)
    for name, (text, how) in EDITS.items():
        path = folder / name
        before = path.read_text()
        path.write_text(before + text if how == "append" else text + before)
    project = folder / "pyproject.toml"
    declared = project.read_text()
    assert "dependencies = [\n" in declared
    project.write_text(
        declared.replace("dependencies = [\n", 'dependencies = [\n    "idna",\n', 1)
    )
    migration = revisions(folder)[0]
    migration.write_text(migration.read_text() + "\n# The owner's.\n")
    (folder / "app" / "mine.py").write_text('"""The owner\'s own."""\n')
    commit_all(folder)

    update(folder)

    assert conflicts(folder) == []
    for name, (text, _) in EDITS.items():
        assert text.strip() in (folder / name).read_text()
    assert '    "idna",\n' in project.read_text()
    assert "# The owner's." in migration.read_text()
    assert (folder / "app" / "mine.py").is_file()
    commit_all(folder)
    update(folder)  # once more, which finds nothing to do
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.slow
@pytest.mark.parametrize(("release", "combination"), from_releases(only_usual=True))
def test_update_leaves_a_service_that_works(
    history: Path, tmp_path: Path, release: Release, combination: Combination
) -> None:
    folder = make(history, tmp_path / "service", release.version, **combination.data)
    service = install(combination, folder)
    service.run("poe", "migrate")
    commit_all(folder)  # the lock, as an owner has it

    update(folder)

    service = install(combination, folder)
    service.run("poe", "migrate")
    service.run("pytest", "-q")


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


def count_users(folder: Path) -> int:
    with connect(folder / "app.db") as database:
        (count,) = database.execute("SELECT count(*) FROM users").fetchone()
    assert isinstance(count, int)
    return count


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after", "name"), switches())
def test_switch_of_an_answer_equals_a_fresh_copy_and_works(
    history: Path, tmp_path: Path, before: Combination, after: Combination, name: str
) -> None:
    folder = make(history, tmp_path / "service", NOW, **before.data)
    fresh = make(history, tmp_path / "fresh", NOW, **after.data)
    if name == "example" and before.data["example"]:
        drop_posts(install(before, folder))
    keeps_data = name == "orm" and {"users"} <= before.layers & after.layers
    if keeps_data:
        service = install(before, folder)
        service.run("poe", "migrate")
        service.run("poe", "create-admin", ADMIN["ADMIN_EMAIL"], **ADMIN)
        commit_all(folder)  # the lock, as an owner has it

    born = tree(folder)

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
        assert count_users(folder) == 1
        assert [n for n in changes(born, tree(fresh)) if not BY_ORM.fullmatch(n)] == []


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
    return [
        pytest.param(version, before, after, id=f"{version}-{before}-to-{after}")
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
    history: Path, tmp_path: Path, version: str, before: Combination, after: Combination
) -> None:
    framework, next_framework = before.data["framework"], after.data["framework"]
    folder = make(history, tmp_path / "service", version, **before.data)
    fresh = make(history, tmp_path / "fresh", NOW, **after.data)
    service = install(before, folder)
    service.run("poe", "migrate")
    edited = "app/users/models.py"
    with (folder / edited).open("a") as models:
        models.write("\n# The owner's.\n")
    commit_all(folder)  # with the lock, as an owner has it
    shared = kept(folder)
    assert all((folder / name).is_file() for name in OF_ONE[framework])

    update(folder, framework=next_framework)

    changed = CHANGED_SINCE.get((version, framework), set())
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

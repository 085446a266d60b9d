"""`poe makemigration` writes complete migrations with Tortoise and Peewee.

They create, change and revert a model on each database, with rows in its table.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import tiers
from tests.conftest import Render
from tests.git import commit_all
from tests.run.services import Service, install
from tests.run.test_features import FEATURES, MODELS
from tests.update.edits.catalogue import replace
from tests.update.rows import engine_of

USER = (
    "INSERT INTO users (id, email, email_verified, name, password_hash, role,"
    " is_active, token_version, created_at, updated_at) VALUES (1, 'a@example.com',"
    " false, 'Ada', '', 'user', true, 1, '2030-01-01', '2030-01-01')"
)
PROJECT = (
    "INSERT INTO projects (id, owner_id, name, status, created_at, updated_at)"
    " VALUES (1, 1, 'Looms', 'active', '2030-01-01', '2030-01-01')"
)
TORTOISE = """
import asyncio, sys
from tortoise.context import TortoiseContext
from migrations import TORTOISE_ORM

async def main():
    async with TortoiseContext() as context:
        await context.init(TORTOISE_ORM)
        for statement in sys.argv[1:]:
            await context.db().execute_script(statement)

asyncio.run(main())
"""
PEEWEE = """
import sys
from migrations import database

with database.connection_context(), database.atomic():
    for statement in sys.argv[1:]:
        database.execute_sql(statement)
"""


@dataclass(frozen=True)
class Orm:
    patch: str
    execute: str
    # The fields that the model gets later: one that can't be filled, and others.
    unfilled: str
    filled: str
    # The last of these, a reference, which the model then loses.
    reference: str
    down: tuple[str, ...]


ORMS = {
    "tortoise": Orm(
        patch="fastapi-tortoise-sqlite",
        execute=TORTOISE,
        unfilled="rating = fields.IntField(default=0)",
        filled="rating = fields.IntField(db_default=0)\n"
        "    budget = fields.DecimalField(12, 2, null=True)",
        reference="reviewer: fields.ForeignKeyNullableRelation[User] = ("
        "fields.ForeignKeyField('models.User', related_name='reviewed', null=True))",
        down=("tortoise", "downgrade", "models", "0002_posts"),
    ),
    "peewee": Orm(
        patch="flask-peewee-sqlite",
        execute=PEEWEE,
        unfilled="rating = EnumField(Status)",
        filled="rating = EnumField(Status, default=Status.DONE, index=True)\n"
        "    code = CharField(max_length=9, unique=True, null=True)",
        reference="reviewer = ForeignKeyField(User, null=True, backref='reviewed')",
        down=("pwmigrate", "down", "0003_projects"),
    ),
}
STACKS = [
    f"{framework}-{orm}-{database}"
    for framework, orm in (("fastapi", "tortoise"), ("flask", "peewee"))
    for database in ("sqlite", "postgresql", "mysql")
]


@pytest.fixture
def extended(request: pytest.FixtureRequest, render: Render, tmp_path: Path) -> Service:
    """A service to which its owner has added projects, and a row of them."""
    combination = tiers.stack_named(request.param)
    orm = ORMS[combination.data["orm"]]
    service = install(combination, render(tmp_path / "service", **combination.data))
    commit_all(service.folder)
    models = service.folder / MODELS
    models.parent.mkdir()
    patch = (FEATURES / f"{orm.patch}.patch").read_text("utf-8")
    models.write_text(added_file(patch, MODELS), encoding="utf-8")
    models.with_name("__init__.py").write_text('"""Projects."""\n', encoding="utf-8")
    service.migrate()
    service.run("poe", "makemigration", "projects")
    service.migrate()
    service.run("python", "-c", orm.execute, USER, PROJECT)
    return service


def added_file(patch: str, path: str) -> str:
    """Return the content of a file that a patch adds."""
    _, _, rest = patch.partition(f"+++ b/{path}\n")
    hunk, _, _ = rest.partition("\ndiff --git ")
    return "".join(f"{line[1:]}\n" for line in hunk.splitlines()[1:])


def references(service: Service) -> set[str]:
    """Return the columns of projects that have a foreign key."""
    from sqlalchemy import inspect

    engine = engine_of(service.database)
    keys = inspect(engine).get_foreign_keys("projects")
    engine.dispose()
    return {column for key in keys for column in key["constrained_columns"]}


def refusal(service: Service, *command: str) -> str:
    with pytest.raises(pytest.fail.Exception) as failure:
        service.run(*command)
    return str(failure.value)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("extended", STACKS, indirect=True)
def test_written_migrations_need_no_touch_up(extended: Service) -> None:
    orm = ORMS[extended.combination.data["orm"]]
    models = extended.folder / MODELS
    update = ("python", "-c", orm.execute, "UPDATE projects SET status = 'late'")
    refusal(extended, *update)
    replace(models, '    DONE = "done"', '    DONE = "done"\n    LATE = "late"')
    name, _, _ = orm.unfilled.partition(" ")
    replace(models, "    due", f"    {orm.unfilled}\n    due")
    message = f"Project.{name} can't be null, so existing rows need a value."

    assert message in refusal(extended, "poe", "makemigration", "more")
    assert message in refusal(extended, "pytest", "tests/test_migrations.py")

    replace(models, orm.unfilled, f"{orm.filled}\n    {orm.reference}")
    assert "The models have changed" in refusal(
        extended, "pytest", "tests/test_migrations.py"
    )
    extended.run("poe", "makemigration", "more")
    extended.migrate()
    extended.run(*update)
    extended.run("python", "-c", orm.execute, "UPDATE projects SET status = 'done'")
    assert references(extended) == {"owner_id", "reviewer_id"}
    extended.run(*orm.down)
    extended.migrate()

    replace(models, f"    {orm.reference}\n", "")
    extended.run("poe", "makemigration", "fewer")
    extended.migrate()
    assert references(extended) == {"owner_id"}
    extended.run(*orm.down)
    extended.migrate()
    assert references(extended) == {"owner_id"}
    extended.run("pytest", "tests/test_migrations.py")
    extended.run("ruff", "check", "migrations")
    extended.run("ruff", "format", "--check", "migrations")
    extended.run("mypy", "migrations")

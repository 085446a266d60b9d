"""Revisions that `poe makemigration` writes for SQLAlchemy and SQLModel, unedited."""

import dataclasses
from pathlib import Path
from shutil import copytree

import pytest

from tests.run.services import Service
from tests.run.test_features import MODELS
from tests.update.edits.catalogue import replace

pytestmark = [
    pytest.mark.combinations("first", "chosen", "installed", "installed_nightly"),
    pytest.mark.only_with("sqlalchemy"),
    pytest.mark.only_among("migrated"),
    pytest.mark.slow,
]

ENUMS = """
class Status(StrEnum):
    PLANNED = "planned"
    DONE = "done"


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"
"""
# The owner's own enum type, Size, is one of the database where it has any.
DECLARATIVE = f'''"""Projects."""

from enum import StrEnum

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models import Base

{ENUMS}

class Project(Base):
    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    status: Mapped[Status]
    size: Mapped[Size] = mapped_column(Enum(Size))
'''
SQLMODEL = f'''"""Projects."""

from enum import StrEnum

from sqlmodel import Field

from app.columns import enum_type
from app.models import Base

{ENUMS}

class Project(Base, table=True):
    __tablename__ = "projects"

    id: int = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="users.id", index=True)
    status: Status = Field(sa_type=enum_type(Status))
    size: Size
'''
# A column of an existing table that rows can't have.
REQUIRED = {"sqlalchemy": "    rating: Mapped[int]\n", "sqlmodel": "    rating: int\n"}


@pytest.fixture
def extended(service: Service, tmp_path: Path) -> Service:
    """A service with a table of enums, and its revision applied."""
    folder = copytree(service.folder, tmp_path / "service")
    copy = dataclasses.replace(service, folder=folder).with_database("enums")
    models = folder / MODELS
    models.parent.mkdir()
    models.with_name("__init__.py").touch()
    is_declarative = copy.combination.data["orm"] == "sqlalchemy"
    models.write_text(DECLARATIVE if is_declarative else SQLMODEL, "utf-8")
    copy.migrate()
    revise(copy, "projects")
    return copy


def revise(service: Service, name: str) -> str:
    """Write a revision, apply it in both directions, and return it."""
    service.run("poe", "makemigration", name)
    service.migrate()
    service.run("alembic", "downgrade", "-1")
    service.migrate()
    service.run("alembic", "check")
    (file,) = service.folder.glob(f"migrations/versions/2*_{name}.py")
    return file.read_text("utf-8")


def test_revision_extends_enums(extended: Service) -> None:
    replace(
        extended.folder / MODELS,
        '    DONE = "done"\n',
        '    DONE = "done"\n    LATE = "late"\n',
    )
    replace(extended.folder / MODELS, '= "large"\n', '= "large"\n    HUGE = "huge"\n')

    revision = revise(extended, "members")

    assert "'late'" in revision
    assert "import app" not in revision
    assert "from app" not in revision


def test_revision_drops_what_an_enum_needs(extended: Service) -> None:
    replace(extended.folder / MODELS, "    size: ", "    # size: ")
    replace(extended.folder / MODELS, "    status: ", "    # status: ")

    revise(extended, "enums")


def test_revision_drops_a_reference(extended: Service) -> None:
    replace(extended.folder / MODELS, "    owner_id: ", "    # owner_id: ")

    revise(extended, "references")


def test_column_that_existing_rows_can_t_have_is_refused(extended: Service) -> None:
    replace(
        extended.folder / MODELS,
        "    size: ",
        REQUIRED[extended.combination.data["orm"]] + "    size: ",
    )

    with pytest.raises(pytest.fail.Exception, match=r"projects\.rating can't be null"):
        extended.run("poe", "makemigration", "rating")

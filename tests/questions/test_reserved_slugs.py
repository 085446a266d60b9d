"""A slug is refused where the framework or the ORM is built on a package of its name."""

from pathlib import Path
from typing import Any

import pytest
from copier import run_update
from pytest_copier.plugin import CopierFixture

from tests.git import commit_all, git
from tests.questionnaire import ROOT, environment

RESERVED = {
    path.stem.removeprefix("reserved-"): path.read_text("utf-8").split()
    for path in sorted((ROOT / "extensions").glob("reserved-*.txt"))
}


@pytest.fixture(scope="module")
def naming() -> Any:
    """The macros of extensions/naming.jinja, as functions."""
    return environment().get_template("extensions/naming.jinja").module


@pytest.mark.parametrize("choice", RESERVED)
def test_slug_reserved_by_a_choice_is_refused_with_that_choice(
    choice: str, naming: Any
) -> None:
    slug = RESERVED[choice][0]

    assert naming.refuse_slug(slug, [choice]).endswith(
        " services are built on a package of this service's name."
    )
    assert naming.refuse_slug(slug, ["fastapi", "sqlalchemy"]) == ""


@pytest.mark.parametrize("choice", RESERVED)
def test_proposed_slug_fits_the_choice(choice: str, naming: Any) -> None:
    slug = RESERVED[choice][0]

    assert naming.slug(slug, [choice]) == f"{slug}-service"
    assert naming.slug(slug, ["fastapi", "sqlalchemy"]) == slug


def test_slug_reserved_by_framework_and_orm_is_refused_once(naming: Any) -> None:
    sentence = naming.refuse_slug(RESERVED["django"][0], ["django", "django"])

    assert sentence.count(".") == 1


# The slug comes after the framework: were it refused, an update would replace it.
def test_update_to_a_framework_that_reserves_the_slug_is_refused(
    copier: CopierFixture, tmp_path: Path
) -> None:
    service = copier.copy(tmp_path, project_slug=RESERVED["django"][0]).path
    commit_all(service)

    with pytest.raises(ValueError, match="Invalid choice for 'framework': Django"):
        run_update(
            service,
            data={"framework": "django"},
            defaults=True,
            overwrite=True,
            quiet=True,
        )

    assert git(service, "status", "--porcelain") == ""

"""A slug is refused if the framework or the ORM depends on a package of that name."""

from pathlib import Path
from typing import Any

import pytest
from copier import run_update
from pytest_copier.plugin import CopierFixture

from tests.git import commit_all, git
from tests.questions.hostile import ACCEPTED
from tests.questions.reserved import RESERVED_BY

OTHERS = ["fastapi", "sqlalchemy"]


@pytest.mark.parametrize("choice", RESERVED_BY)
def test_slug_that_a_choice_reserves_is_refused_with_that_choice(
    choice: str, naming: Any
) -> None:
    slug = RESERVED_BY[choice][0]

    refusal = naming.refuse_slug(slug, [choice]).lower()
    assert refusal.startswith(f"services with {choice} depend on")
    assert naming.refuse_slug(slug, OTHERS) == ACCEPTED


@pytest.mark.parametrize("choice", RESERVED_BY)
def test_offered_slug_fits_the_choice(choice: str, naming: Any) -> None:
    slug = RESERVED_BY[choice][0]

    assert naming.slug(slug, [choice]) == f"{slug}-service"
    assert naming.slug(slug, OTHERS) == slug


def test_slug_that_framework_and_orm_reserve_is_refused_once(naming: Any) -> None:
    slug = RESERVED_BY["django"][0]

    assert naming.refuse_slug(slug, ["django", "django"]) == naming.refuse_slug(
        slug, ["django"]
    )


# The slug comes after the framework: if it were refused, an update would replace it.
def test_update_to_a_framework_that_reserves_the_slug_is_refused(
    copier: CopierFixture, tmp_path: Path
) -> None:
    service = copier.copy(tmp_path, project_slug=RESERVED_BY["django"][0]).path
    commit_all(service)

    with pytest.raises(ValueError, match="'framework': Services with Django"):
        run_update(
            service,
            data={"framework": "django"},
            defaults=True,
            overwrite=True,
            quiet=True,
        )

    assert git(service, "status", "--porcelain") == ""

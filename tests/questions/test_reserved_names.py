"""A service can't be named like a package that it depends on."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Render
from tests.covers import find
from tests.git import git
from tests.interpreters import interpreter_for
from tests.questionnaire import ROOT, questionnaire
from tests.questions.reserved import RESERVED, RESERVED_BY
from tests.run.services import UV, skip
from tests.space import Combination, usual_with
from tests.tiers import core
from tests.timing import step
from tests.update.releases import Release, releases

# Names that services of a release could have, and that have become packages of theirs:
# an update asks such a service for another. A release that is not here has lost none.
SINCE_0_8 = {"django-filter", "execnet", "pytest-xdist", "types-django-filter"}
SINCE_0_6 = {"deprecated", "fastapi-offline", "flask-swagger-ui", "limits", "wrapt"}
LOST_SINCE: dict[str, set[str]] = {
    **dict.fromkeys(
        ("v0.1.0", "v0.2.0", "v0.3.0", "v0.4.0", "v0.5.0", "v0.6.0"),
        SINCE_0_6 | SINCE_0_8,
    ),
    **dict.fromkeys(("v0.7.0", "v0.8.0"), SINCE_0_8),
}


def lock(service: Path, python: Path) -> set[str]:
    """Return each package that the service may install, on any platform."""
    with step("lock"):
        command = [UV, "lock", "--quiet", f"--python={python}"]
        subprocess.run(command, cwd=service, check=True)
    locked = tomllib.loads((service / "uv.lock").read_text("utf-8"))
    return {
        package["name"]
        for package in locked["package"]
        if package["source"] != {"virtual": "."}
    }


def reserved_for(combination: Combination) -> set[str]:
    lists = [RESERVED_BY.get(layer, []) for layer in combination.layers]
    return set(RESERVED).union(*lists)


@pytest.mark.slow
@pytest.mark.combinations("first", "chosen", "installed", "installed")
def test_reserved_names_include_all_locked_packages(
    combination: Combination, render: Render, tmp_path: Path
) -> None:
    """uv can't lock a project that is named like one of its dependencies.

    The reverse is not tested: a name stays reserved when a dependency is dropped.
    """
    version = combination.data["python_version"]
    python = interpreter_for(version)
    if python is None:
        skip(f"no Python {version} or newer is installed for {combination}", "PYTHONS")

    locked = lock(render(tmp_path / "service", **combination.data), python)

    assert locked - reserved_for(combination) == set(), (
        "Add these to extensions/reserved-CHOICE.txt of the choice that locks them, or "
        "to extensions/reserved.txt if services of every framework do."
    )


@pytest.mark.parametrize("names", [RESERVED, *RESERVED_BY.values()])
def test_reserved_names_are_sorted_and_unique(names: list[str]) -> None:
    assert sorted(set(names)) == names


@pytest.mark.parametrize("choice", RESERVED_BY)
def test_name_is_refused_to_the_choice_that_reserves_it(
    choice: str, render: Render, tmp_path: Path
) -> None:
    data = usual_with(**{choice: "."}).data

    with pytest.raises(ValueError, match="depend on a package") as error:
        render(tmp_path / "service", project_slug=RESERVED_BY[choice][0], **data)

    assert f"services with {choice} depend on" in str(error.value).lower()
    assert not (tmp_path / "service").exists()


@pytest.mark.parametrize("choice", RESERVED_BY)
def test_name_is_reserved_for_its_choice_alone(choice: str) -> None:
    assert set(RESERVED_BY[choice]).isdisjoint(RESERVED)
    wrong = set()
    # An option of yes or no is on in none of the core.
    for combination in [*core(), usual_with(**{choice: "."})]:
        # With the defaults of what is not asked, as Copier has them.
        row = find(questionnaire(), combination.data) or {}
        for name in RESERVED_BY[choice]:
            given = {**combination.data, "project_slug": name}
            refused = {
                question
                for question, value in given.items()
                if questionnaire().refusal(question, value, {**row, **given})
            }
            slug = questionnaire().default(
                "project_slug", {**row, "project_name": name}
            )
            # A slug that follows from a name is cut.
            offered = name[:32].rstrip("-")
            if name in reserved_for(combination):
                is_right = {"project_slug"} < refused and slug != name
            else:
                is_right = not refused and slug == offered
            if not is_right:
                wrong.add(f"{name}: {combination}")

    assert wrong == set(), (
        "A name that a choice reserves is refused by its validator (refuse_for) and by "
        "project_slug, whose default avoids it."
    )


@pytest.mark.parametrize("release", releases(), ids=str)
def test_names_that_a_release_allowed_are_still_allowed(release: Release) -> None:
    """Otherwise an update would take a service's name from it."""
    listed = git(ROOT, "ls-tree", "--name-only", release.commit, "extensions/")
    added = {
        path: set((ROOT / path).read_text().split())
        - set(git(ROOT, "show", f"{release.commit}:{path}").split())
        for path in listed.split()
        if path.endswith(".txt")
    }

    assert added
    assert set().union(*added.values()) <= LOST_SINCE.get(release.version, set()), added

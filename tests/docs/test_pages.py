"""Pages of this repository: what they link to and name is there."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.questionnaire import ROOT, questionnaire

PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
]
each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: str(page.relative_to(ROOT))
)


def anchors(page: Path) -> set[str]:
    """The links to the headings of a page, as hosts of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


@each_page
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not link.startswith("http"):
            path, _, heading = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), link
            assert not heading or heading in anchors(target), link


@each_page
def test_scripts_that_are_named_can_be_run(page: Path) -> None:
    for name in re.findall(r"scripts/[a-z]+(?:-[a-z]+)*", page.read_text("utf-8")):
        assert os.access(ROOT / name, os.X_OK), name


def test_readme_shows_the_commands_on_the_first_screen() -> None:
    screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:30])

    for command in ("scripts/new", "scripts/test", "uvx copier copy", "copier update"):
        assert command in screen


def test_each_question_is_explained() -> None:
    text = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")

    for name in questionnaire().questions:
        assert f"`{name}" in text, f"docs/choosing.md does not explain {name}."


def test_each_layer_is_explained() -> None:
    text = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")
    folders = text.partition("## Which folders hold it")[2].partition("\n## ")[0]

    for name in questionnaire().layers:
        assert f"`{name}`" in folders, f"docs/choosing.md does not list {name}."


def test_project_has_the_newest_version_of_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)$", changelog, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert newest
    assert project["project"]["version"] == newest[1]

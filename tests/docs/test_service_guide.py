"""The guide of a service lists the commands that it has."""

import re
import tomllib
from pathlib import Path

import pytest


@pytest.mark.combinations("first", "stacks", "stacks", "stacks")
def test_guide_lists_the_commands(rendered: Path) -> None:
    guide = (rendered / "docs" / "service.md").read_text(encoding="utf-8")
    project = tomllib.loads((rendered / "pyproject.toml").read_text("utf-8"))
    tasks = {
        name: task
        for name, task in project["tool"]["poe"]["tasks"].items()
        if not name.startswith("_")  # poe hides these
    }

    table = guide.partition("| `uv run poe …`")[2].partition("\n\n")[0]
    listed = set(re.findall(r"^\| `([a-z-]+)", table, re.MULTILINE))
    assert listed == set(tasks)
    assert set(re.findall(r"poe ([a-z]+[a-z-]*)\b", guide)) <= set(tasks)
    assert all(task["help"] for task in tasks.values())

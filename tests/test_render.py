"""What every combination renders: whole, valid, formatted, and nothing that is dead."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from combinations import Combination, core, every
from conftest import Render, parameters

RUFF = Path(sys.executable).with_name("ruff")
ANSWERS = ".copier-answers.yml"
# What starts a service, or is read by its tools.
ENTRIES = {"app.main", "app.__main__", "app.cli"}
# Words of this repository that have no business in a service.
TRACES = re.compile(r"trellis|copier|jinja|cookiecutter|\{%|\{\{", re.IGNORECASE)


@pytest.fixture(scope="module", params=parameters(every(), quick=core()))
def combination(request: pytest.FixtureRequest) -> Combination:
    chosen: Combination = request.param
    return chosen


@pytest.fixture(scope="module")
def rendered(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return render(tmp_path_factory.mktemp("render"), **combination.data)


def files(rendered: Path) -> list[Path]:
    return [path for path in sorted(rendered.rglob("*")) if path.is_file()]


def test_render_parses(rendered: Path) -> None:
    for path in files(rendered):
        text = path.read_text(encoding="utf-8")
        match path.suffix:
            case ".toml":
                tomllib.loads(text)
            case ".yml" | ".yaml":
                yaml.safe_load(text)
            case ".json":
                json.loads(text)
            case ".py":
                ast.parse(text, path.name)


def test_render_is_formatted_and_linted(rendered: Path) -> None:
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [RUFF, *command, "--no-cache"],
            cwd=rendered,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_render_is_tidy(rendered: Path) -> None:
    for path in rendered.rglob("*"):
        if path.is_dir():
            assert any(path.iterdir()), f"{path} is empty"
            continue
        text = path.read_text(encoding="utf-8")
        assert text.strip(), f"{path} is empty"
        assert text.endswith("\n"), f"{path} has no newline at its end"
        assert not text.endswith("\n\n"), f"{path} has blank lines at its end"
        assert "\n\n\n\n" not in text, f"{path} has a hole"
        assert not re.search(r"[ \t]$", text, re.MULTILINE), f"{path} has loose spaces"


def test_render_shows_no_trace_of_the_template(rendered: Path) -> None:
    for path in files(rendered):
        if path.name != ANSWERS:
            found = TRACES.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path} says {found and found[0]}"


def test_render_without_the_example_knows_no_posts(
    combination: Combination, rendered: Path
) -> None:
    mentions = [
        path.relative_to(rendered)
        for path in files(rendered)
        if "posts" in path.parts
        or re.search(r"\b(Post|posts)\b", path.read_text(encoding="utf-8"))
    ]

    assert bool(mentions) is combination.data["example"], mentions


def test_render_names_no_database_but_its_own(
    combination: Combination, rendered: Path
) -> None:
    drivers = {"sqlite": "aiosqlite", "postgresql": "asyncpg", "mysql": "asyncmy"}
    chosen = combination.data["database"]
    for path in files(rendered):
        text = path.read_text(encoding="utf-8")
        for database, driver in drivers.items():
            assert database == chosen or driver not in text, f"{path} knows {driver}"


def test_render_has_no_dead_module(rendered: Path) -> None:
    modules = {
        name_of(path, rendered): path for path in (rendered / "app").rglob("*.py")
    }
    alive: set[str] = set()
    waiting = [*ENTRIES, *(name for name in modules if name.endswith(".models"))]
    while waiting:
        name = waiting.pop()
        if name in modules and name not in alive:
            alive.add(name)
            waiting += imports(modules[name])

    assert alive == set(modules)


def name_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> list[str]:
    """What a module imports, and the packages around it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
    return [
        ".".join(name.split(".")[:depth])
        for name in found
        for depth in range(1, name.count(".") + 2)
    ]

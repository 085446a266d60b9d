"""What every combination renders: whole, valid, formatted, and nothing that is dead."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests import ruff
from tests.conftest import Render
from tests.space import Combination
from tests.stacks import FRAMEWORKS, LAYER_SIGNS

pytestmark = pytest.mark.combinations(
    "chosen_with_resources",
    "rendered_with_resources",
    "rendered_with_resources",
    "rendered_with_resources_nightly",
)

ANSWERS = ".copier-answers.yml"
# Words of this repository that have no business in a service, unless it serves pages by
# the same templates: Flask's.
# Copier is what `poe update-template` runs. Else it is named where jobs read its
# answers, and where Renovate has a manager for it.
UPDATE = "scripts/update_template.py"
UPDATES = (UPDATE, "scripts/update_resources.py")
WORDS = (
    r"trellis|cookiecutter"
    rf"|(?<!{UPDATE} ')(?<!--from ')(?<!\.)(?<!\[\")(?<!for `)copier"
)
TEMPLATES = r"jinja"
TAG = re.compile(r"\{%|(?<!\$)\{\{")  # after a dollar it belongs to a CI
INSTRUCTIONS = {
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM"),
    *("HEALTHCHECK", "LABEL", "RUN", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}


@pytest.fixture(scope="session")
def service(
    combination: Combination, render: Render, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return render(tmp_path_factory.mktemp("render"), **combination.data)


def files(service: Path) -> list[Path]:
    return [path for path in sorted(service.rglob("*")) if path.is_file()]


def test_render_parses(service: Path) -> None:
    for path in files(service):
        text = path.read_text(encoding="utf-8")
        match path.suffix:
            case ".toml":
                tomllib.loads(text)
            case ".yml" | ".yaml":
                list(yaml.safe_load_all(text))
            case ".json":
                json.loads(text)
            case ".py":
                ast.parse(text, path.name)
        if path.name == "Dockerfile":
            assert_instructions(text)


def assert_instructions(dockerfile: str) -> None:
    """Assert that each line begins an instruction, or continues or explains one."""
    lines = re.sub(r"^#.*\n", "", dockerfile, flags=re.MULTILINE)
    instructions = re.sub(r"\\\n", "", lines).split("\n")
    words = [line.split()[0] for line in instructions if line.strip()]
    assert words[0] in ("ARG", "FROM")
    assert {*words} <= INSTRUCTIONS


def test_render_is_formatted_and_linted(service: Path) -> None:
    ruff.check(service)


def test_render_is_tidy(service: Path) -> None:
    for path in service.rglob("*"):
        if path.is_dir():
            assert any(path.iterdir()), f"{path} is empty"
            continue
        text = path.read_text(encoding="utf-8")
        assert text.strip(), f"{path} is empty"
        assert text.endswith("\n"), f"{path} has no newline at its end"
        assert not text.endswith("\n\n"), f"{path} has blank lines at its end"
        assert "\n\n\n\n" not in text, f"{path} has a hole"
        assert not re.search(r"[ \t]$", text, re.MULTILINE), f"{path} has loose spaces"


def test_render_shows_no_trace_of_the_template(
    combination: Combination, service: Path
) -> None:
    has_templates = combination.layers >= {"flask", "htmx"}
    words = WORDS if has_templates else f"{WORDS}|{TEMPLATES}"

    found = mentions(service, words)
    assert [line for line in found if not line.startswith(UPDATES)] == []
    for path in files(service):
        if "templates" not in path.parts:  # whose tags are the service's own
            assert not TAG.search(path.read_text(encoding="utf-8")), path


def test_render_without_the_example_knows_no_posts(
    combination: Combination, service: Path
) -> None:
    found = [
        path.relative_to(service)
        for path in files(service)
        if "posts" in path.parts
        or re.search(r"\b(Post|posts)\b", path.read_text(encoding="utf-8"))
    ]

    assert bool(found) is ("posts" in combination.layers), found


def test_render_names_no_database_but_its_own(
    combination: Combination, service: Path
) -> None:
    drivers = FRAMEWORKS[combination.data["framework"]].drivers
    own = drivers.get(combination.data.get("database", ""))
    others = {
        sign
        for framework in FRAMEWORKS.values()
        for sign in framework.drivers.values()
        if sign != own
    }
    assert mentions(service, "|".join(others)) == []


def test_render_names_nothing_that_was_not_chosen(
    combination: Combination, service: Path
) -> None:
    others = "|".join(
        sign for layer, sign in LAYER_SIGNS.items() if layer not in combination.layers
    )
    assert mentions(service, others) == []


def mentions(service: Path, signs: str) -> list[str]:
    """Where a service says what it should not; its answers may."""
    return [
        f"{path.relative_to(service)} says {found[0]}"
        for path in files(service)
        if path.name != ANSWERS
        and (found := re.search(signs, path.read_text(encoding="utf-8"), re.IGNORECASE))
    ]


def test_render_has_no_dead_module(combination: Combination, service: Path) -> None:
    framework = FRAMEWORKS[combination.data["framework"]]
    modules = {name_of(path, service): path for path in (service / "app").rglob("*.py")}
    alive: set[str] = set()
    waiting = [*framework.entries, *filter(framework.found.fullmatch, modules)]
    for migration in (service / "migrations").rglob("*.py"):
        waiting += named_in(migration)
    while waiting:
        name = waiting.pop()
        if name in modules and name not in alive:
            alive.add(name)
            waiting += named_in(modules[name])

    assert alive == set(modules), (
        "Import these modules, or name them in the entries of their framework in "
        "tests/stacks.py."
    )


def name_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def named_in(path: Path) -> list[str]:
    """What a module imports or names in a string, and the packages around it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                found += [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module)):
                found += [module, *(f"{module}.{alias.name}" for alias in node.names)]
            case ast.Constant(value=str(text)) if re.fullmatch(r"app(\.\w+)+", text):
                found.append(text)
    return [
        ".".join(name.split(".")[:depth])
        for name in found
        for depth in range(1, name.count(".") + 2)
    ]

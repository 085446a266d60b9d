"""What a source of the template may hold, and what it may be called."""

import ast
import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest
import yaml

from tests import ruff, tiers
from tests.conftest import Render
from tests.questionnaire import ROOT, questionnaire
from tests.rules import LAYER
from tests.sources import (
    ANSWERS_FILE,
    IN_YIELD,
    SOURCES,
    TEMPLATE,
    layers_of,
    output_of,
    outputs_of,
    read,
)

# Not after a dollar, where it belongs to a shell or to the CI.
TAG = re.compile(r"(?<!\$){[{%#]")
QUOTED = re.compile(r"{% raw %}|{{ '{[{%]")
RAW = re.compile(r"{%-? raw %}.*?{% endraw %}", re.DOTALL)
# Where the answers meet: these hold lists and values, and decision 0011 tells why they
# are not split. Of other Python, next to no line has a tag.
WIRING = {
    "app/__main__.py",
    "app/api.py",
    "app/config.py",
    "app/constraints.py",
    "app/log.py",
    "app/pages.py",
    "app/posts/models.py",  # a Django model knows its page, if there are pages
    "app/queries.py",
    "app/routes.py",
    "app/settings.py",
    "app/statuses.py",
    "app/urls.py",
    "tests/api/public.py",
    "tests/pages/conftest.py",
    "tests/pages/public.py",
    "tests/rows.py",
    "tests/test_config.py",
}
WIRING_SHARE, WIRING_LINES = 0.2, 8
# These are lists of what each part adds, with three lines for an entry.
LISTS = {
    "app/resources.py",
    "app/telemetry/instrumentation.py",
}
LISTS_SHARE = 0.55
SHARE, LINES = 0.02, 2  # the lines are for files that are short

PLAIN_PYTHON = [path for path in SOURCES if path.suffix == ".py"]
PYTHON = [path for path in SOURCES if ".py" in path.suffixes]
RENDERED = [source for source in SOURCES if source.suffix == ".jinja"]
# Decision 0046: what is rendered for entities follows from their fields, line by line.
# It has to be formatted, linted and typed once it is rendered.
OF_RESOURCES = questionnaire().of_resources
WRITTEN = [source for source in SOURCES if OF_RESOURCES.isdisjoint(layers_of(source))]


def has_right_suffix(source: PurePosixPath) -> bool:
    if "templates" in source.parts:
        # Its tags are the service's own, and Copier copies it byte by byte. If it has
        # tags of both, those of the service are quoted.
        return (source.suffix == ".jinja") == bool(QUOTED.search(read(source)))
    return (source.suffix == ".jinja") == bool(TAG.search(read(source)))


def test_suffix_shows_whether_there_is_a_tag() -> None:
    wrong = [str(source) for source in SOURCES if not has_right_suffix(source)]

    assert wrong == [], "A file's name ends in .jinja if, and only if, it has a tag."


def budget_of(output: str) -> tuple[float, int]:
    """The share of lines that may have a tag, and as many lines in any case."""
    if output in LISTS:
        return LISTS_SHARE, WIRING_LINES
    return (WIRING_SHARE, WIRING_LINES) if output in WIRING else (SHARE, LINES)


def test_python_keeps_within_the_budget_of_tags() -> None:
    over = {}
    for source in PYTHON:
        if source not in WRITTEN:
            continue
        lines = read(source).splitlines()
        tagged = [line for line in lines if TAG.search(line)]
        share, least = budget_of(str(output_of(source)))
        if len(tagged) > max(share * len(lines), least):
            over[str(source)] = tagged

    assert over == {}


def test_condition_holds_no_condition() -> None:
    nested = []
    for source in RENDERED:
        if source not in WRITTEN:
            continue
        depth = 0
        text = RAW.sub(lambda quoted: "\n" * quoted[0].count("\n"), read(source))
        for number, line in enumerate(text.splitlines(), 1):
            for word in re.findall(r"{%-?\s*(if|for|endif|endfor)\b", line):
                depth += -1 if word.startswith("end") else 1
                if depth > 1:
                    nested.append(f"{source}:{number}")

    assert nested == []


def test_plain_python_is_formatted_by_the_service(
    render: Render, tmp_path: Path
) -> None:
    settings = render(tmp_path / "service") / "pyproject.toml"
    for source in PLAIN_PYTHON:
        ast.parse(read(source), str(source))

    command = [ruff.RUFF, "format", "--check", "--no-cache", "--config", str(settings)]
    done = subprocess.run(
        [*command, *PLAIN_PYTHON], cwd=TEMPLATE, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(PLAIN_PYTHON)} files already formatted" in done.stdout


@pytest.mark.parametrize("database", ["postgresql", "mysql"])
@pytest.mark.parametrize("length", [13, 14, 22, 23, 40])
def test_service_is_formatted_whatever_the_length_of_its_name(
    render: Render, tmp_path: Path, database: str, length: int
) -> None:
    slug = "n" * length
    ruff.check(render(tmp_path / "service", project_slug=slug, database=database))


def test_pins_are_those_that_are_used() -> None:
    pins = set(yaml.safe_load((ROOT / "extensions" / "pins.yml").read_text("utf-8")))
    texts = [
        *map(read, RENDERED),
        *(path.read_text("utf-8") for path in (ROOT / "extensions").rglob("*.*")),
    ]

    used = {name for text in texts for name in re.findall(r"pins\['([^']+)'\]", text)}

    assert used - pins == set(), "Add these to extensions/pins.yml."
    assert pins - used == set(), (
        "Remove these from extensions/pins.yml: nothing uses them."
    )


# --- What a file may be called ---


def folders_without_layers(source: PurePosixPath) -> list[str]:
    return [part for part in source.parts[:-1] if not LAYER.fullmatch(part)]


def test_name_holds_nothing_but_a_flag() -> None:
    tagged = [
        str(source)
        for source in SOURCES
        if TAG.search(IN_YIELD.sub("", source.name).removeprefix(ANSWERS_FILE))
        or any(
            TAG.search(IN_YIELD.sub("", part))
            for part in folders_without_layers(source)
        )
    ]

    assert tagged == []


def is_legal_on_windows(path: PurePosixPath) -> bool:
    legal = r"[^<>:\"/\\|?*\x00-\x1f]*[^<>:\"/\\|?*\x00-\x1f. ]"
    device = r"aux|con|nul|prn|com\d|lpt\d"
    return (
        all(
            re.fullmatch(legal, part)
            and not re.fullmatch(device, part.split(".")[0].lower())
            for part in path.parts
        )
        # Windows allows 260; the rest is for the folder that the service lies in.
        and len(str(path)) <= 120
    )


def test_name_is_legal_on_windows() -> None:
    outputs = [
        *map(output_of, WRITTEN),
        *(
            output
            for service in tiers.zoos()
            for source in SOURCES
            for output in outputs_of(source, service)
        ),
    ]

    assert [str(path) for path in outputs if not is_legal_on_windows(path)] == []
    refused = ("a/con.txt", "a:b", "a/b.", "x" * 121)
    assert not any(is_legal_on_windows(PurePosixPath(path)) for path in refused)


def test_migrations_of_django_import_nothing_of_the_project() -> None:
    migrations = [path for path in PYTHON if path.parent.match("app/*/migrations")]
    importing = [
        str(path)
        for path in migrations
        if re.search(r"^(from|import) app\b", read(path), re.MULTILINE)
    ]

    assert migrations
    assert importing == [], "A migration has to work whatever becomes of the project."

"""A choice is a folder: what the folders promise, in every combination."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from tests.space import Combination
from tests.tiers import LAYER, core, sample
from tests.TODO import every, layers
from tests.conftest import Render, parameters
from copier import run_copy, run_update
from tests.update.releases import commit_all
from tests.sources import (
    ANSWERS_FILE,
    SOURCES,
    TEMPLATE,
    active_sources,
    layers_of,
    lines,
    output_of,
    read,
    shared_sources,
)

RUFF = str(Path(sys.executable).with_name("ruff"))
# Not after a dollar, where it belongs to a shell or to the CI.
TAG = re.compile(r"(?<!\$){[{%#]")
# Where the answers meet: these hold lists and values, and decision 0011 tells why they
# are not split. Of other Python, next to no line has a tag.
WIRING = {
    "app/config.py",
    "app/main.py",
    "app/settings.py",
    "app/urls.py",
    "tests/test_config.py",
}
WIRING_SHARE, WIRING_LINES = 0.2, 8
SHARE, LINES = 0.02, 2  # the lines are for files that are short

PLAIN_PYTHON = [path for path in SOURCES if path.suffix == ".py"]
PYTHON = [path for path in SOURCES if ".py" in path.suffixes]


def collisions(sources: Iterable[PurePosixPath]) -> dict[str, list[str]]:
    """The sources that would be one file, on a disk that does not mind the case."""
    found = defaultdict(list)
    for source in sources:
        found[str(output_of(source)).lower()].append(str(source))
    return {output: rivals for output, rivals in found.items() if len(rivals) > 1}


# --- Folders and answers ---


def test_layers_on_disk_are_the_hidden_answers() -> None:
    folders = {name for source in SOURCES for name in layers_of(source)}

    assert folders == set(layers())


@pytest.mark.parametrize("layer", layers())
def test_layer_is_on_in_some_combination_and_off_in_another(layer: str) -> None:
    states = {layer in combination.layers for combination in every()}

    assert states == {True, False}


def in_none_of(combinations: Iterable[Combination]) -> list[str]:
    """The sources that none of these takes."""
    together = {combination.layers for combination in combinations}
    return [
        str(source)
        for source in SOURCES
        if not any(active.issuperset(layers_of(source)) for active in together)
    ]


def test_source_is_in_some_service() -> None:
    assert in_none_of(every()) == []


def test_sample_of_services_has_what_the_core_has() -> None:
    assert in_none_of(sample()) == in_none_of(core())


def test_layers_never_write_one_path_twice() -> None:
    # All that have the same layers on are the same to this.
    distinct = {combination.layers: combination for combination in reversed(every())}

    assert {
        str(combination): found
        for combination in distinct.values()
        if (found := collisions(active_sources(combination)))
    } == {}


@pytest.mark.parametrize("combination", parameters(core(), quick=sample()))
def test_layers_tell_what_copier_writes(
    combination: Combination, render: Render, tmp_path: Path
) -> None:
    service = render(tmp_path / "service", **combination.data)

    written = {
        path.relative_to(service).as_posix()
        for path in service.rglob("*")
        if path.is_file()
    }
    assert written == {str(output_of(path)) for path in active_sources(combination)}


def test_most_of_a_flask_api_is_what_another_framework_has() -> None:
    service = every()[0].switched("framework", "flask")

    shared, all_ = shared_sources(service), active_sources(service)

    assert len(shared) > 0.6 * len(all_)
    assert lines(shared) > 0.55 * lines(all_)


# --- What a source may hold ---


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_suffix_tells_whether_there_is_a_tag(source: PurePosixPath) -> None:
    if "templates" in source.parts:
        # Its tags are the service's own; Copier copies it byte by byte.
        assert source.suffix != ".jinja"
    else:
        assert (source.suffix == ".jinja") == bool(TAG.search(read(source)))


@pytest.mark.parametrize("source", PYTHON, ids=str)
def test_python_keeps_within_the_budget_of_tags(source: PurePosixPath) -> None:
    lines = read(source).splitlines()

    tagged = [line for line in lines if TAG.search(line)]

    is_wiring = str(output_of(source)) in WIRING
    share, least = (WIRING_SHARE, WIRING_LINES) if is_wiring else (SHARE, LINES)
    assert len(tagged) <= max(share * len(lines), least), tagged


RENDERED = [source for source in SOURCES if source.suffix == ".jinja"]


@pytest.mark.parametrize("source", RENDERED, ids=str)
def test_condition_holds_no_condition(source: PurePosixPath) -> None:
    depth = 0
    for number, line in enumerate(read(source).splitlines(), 1):
        for word in re.findall(r"{%-?\s*(if|for|endif|endfor)\b", line):
            depth += -1 if word.startswith("end") else 1
            assert depth <= 1, f"{source}:{number}"


def test_plain_python_is_formatted_by_the_service(
    render: Render, tmp_path: Path
) -> None:
    settings = render(tmp_path / "service") / "pyproject.toml"
    for source in PLAIN_PYTHON:
        ast.parse(read(source), str(source))

    command = [RUFF, "format", "--check", "--no-cache", "--config", str(settings)]
    done = subprocess.run(
        [*command, *PLAIN_PYTHON], cwd=TEMPLATE, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(PLAIN_PYTHON)} files already formatted" in done.stdout


# --- What a file may be called ---


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_name_holds_nothing_but_a_flag(source: PurePosixPath) -> None:
    *folders, name = source.parts

    assert not any(TAG.search(part) for part in folders if not LAYER.fullmatch(part))
    assert not TAG.search(name.removeprefix(ANSWERS_FILE))


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_name_is_legal_on_windows(source: PurePosixPath) -> None:
    output = output_of(source)

    for part in output.parts:
        assert re.fullmatch(r"[^<>:\"/\\|?*\x00-\x1f]*[^<>:\"/\\|?*\x00-\x1f. ]", part)
        device = part.split(".")[0].lower()
        assert not re.fullmatch(r"aux|con|nul|prn|com\d|lpt\d", device)
    # Windows allows 260; the rest is for the folder that the service lies in.
    assert len(str(output)) <= 120


# --- What Copier is relied upon for, and does not document ---

SHOP = {
    "copier.yml": """
_subdirectory: template
goods: {type: str, default: books, choices: [books, films]}
signed: {type: bool, default: true}
books: {type: str, when: false, default: "{{ '.' if goods == 'books' else '' }}"}
films: {type: str, when: false, default: "{{ '.' if goods == 'films' else '' }}"}
autographs: {type: str, when: false, default: "{{ '.' if signed else '' }}"}
""",
    "template/{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers|to_yaml }}",
    "template/shop.py": "OPEN = True\n",
    "template/{{ books }}/shop/goods.py": "GOODS = 'books'\n",
    "template/{{ films }}/shop/goods.py": "GOODS = 'films'\n",
    "template/{{ books }}/{{ autographs }}/shop/signed/book.py": "",
    "template/{{ autographs }}/{{ films }}/shop/signed/film.py": "",
}


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts and path.name[0] != "."
    }


def test_layer_of_copier_follows_its_answer(tmp_path: Path) -> None:
    """A folder called "." is its parent; one without a name is left out."""
    template, service = tmp_path / "template", tmp_path / "service"
    for path, text in SHOP.items():
        (template / path).parent.mkdir(parents=True, exist_ok=True)
        (template / path).write_text(text, "utf-8")
    commit_all(template, tag="v1.0.0")
    books = {
        "shop.py": "OPEN = True\n",
        "shop/goods.py": "GOODS = 'books'\n",
        "shop/signed/book.py": "",
    }
    films = {
        "shop.py": "OPEN = True\n",
        "shop/goods.py": "GOODS = 'films'\n",
        "shop/signed/film.py": "",
    }

    run_copy(str(template), service, defaults=True, quiet=True)
    assert files_of(service) == books
    commit_all(service)

    def switch(**data: str | bool) -> dict[str, str]:
        run_update(service, data=data, defaults=True, overwrite=True, quiet=True)
        commit_all(service)
        return files_of(service)

    assert switch(goods="films") == films
    del films["shop/signed/film.py"]
    assert switch(signed=False) == films
    assert not (service / "shop" / "signed").exists()
    assert switch(goods="books", signed=True) == books

"""What the tests share: the template as it stands, and how it is rendered."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from combinations import ROOT, Combination, every
from copier import run_copy
from copier._vcs import clone
from jinja2 import Environment
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

TEMPLATE_PATHS = ["copier.yml", "extensions", "template"]

Render = Callable[..., Path]


def compile_once() -> None:
    """Let Jinja keep what it compiles.

    Copier renders each part of each path from its text, for every service that is made,
    and more than half of its time went into compiling the same texts again.
    """
    compile_anew = Environment.compile
    compiled: dict[object, Any] = {}

    def compile_kept(
        self: Environment, source: str, *options: Any, **named: Any
    ) -> Any:
        settings = (type(self), self.trim_blocks, self.lstrip_blocks, self.undefined)
        key = (*settings, self.keep_trailing_newline, source, options, *named.items())
        if key not in compiled:
            compiled[key] = compile_anew(self, source, *options, **named)
        return compiled[key]

    Environment.compile = compile_kept  # type: ignore[assignment,method-assign]


compile_once()


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit_all(folder: Path, tag: str = "") -> None:
    """Commit what is there, in a repository that is begun if need be."""
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "--message", "test")
    if tag:
        git(folder, "tag", tag)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="the inner loop: without the slow tests"
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what is slow in a quick run, and all but a combination that is named.

    A test of what only some services have is not made for the others at all: a skip
    would tell that something is wanting.

    What takes longest comes first, so that no worker is left with it in the end.
    """
    keyword = config.option.keyword
    is_combination = keyword in map(str, every())

    def is_left_out(item: pytest.Item) -> bool:
        is_slow = item.get_closest_marker("slow") is not None
        is_other = is_combination and f"[{keyword}]" not in item.name
        return (config.option.quick and is_slow) or is_other or is_elsewhere(item)

    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = sorted(
        (item for item in items if not is_left_out(item)),
        key=lambda item: item.path.name not in ("test_service.py", "test_update.py"),
    )


def is_elsewhere(item: pytest.Item) -> bool:
    """Whether a test would meet a service that it is not for, by its marks."""
    layers = [marker.args[0] for marker in item.iter_markers("only_with")]
    chosen = [marker.args[0] for marker in item.iter_markers("only_among")]
    if not layers and not chosen:
        return False
    assert isinstance(item, pytest.Function)
    combination = item.callspec.params["service"]
    assert isinstance(combination, Combination)
    return not (
        combination.layers.issuperset(layers)
        and all(combination in those for those in chosen)
    )


def parameters(
    chosen: Sequence[Combination], *, quick: Sequence[Combination]
) -> list[object]:
    """Combinations to parametrise by, of which a quick run takes a few."""
    return [
        pytest.param(
            combination,
            id=str(combination),
            marks=[] if combination in quick else [pytest.mark.slow],
        )
        for combination in chosen
    ]


BY_COMBINATION = (
    "test_browser.py",
    "test_docs.py",
    "test_render.py",
    "test_service.py",
)


class ByCombination(LoadScopeScheduling):
    """Gives the steps of one combination to one worker, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        if module.removeprefix("tests/") in BY_COMBINATION:
            return f"{module}[{test.partition('[')[2]}"
        return nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadScopeScheduling:
    return ByCombination(config, log)


class Figures:
    """Counts the combinations that were rendered, installed and proven."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.seen: dict[str, dict[str, set[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = re.search(r"(test_render|test_service)\.py::.*\[(.+?)\]", report.nodeid)
        if found and (report.when == "call" or report.outcome != "passed"):
            combinations = self.seen.setdefault(found[1], {})
            combinations.setdefault(found[2], set()).add(report.outcome)

    def count(self, module: str, outcome: str) -> int:
        """How many combinations have nothing but this outcome."""
        seen = self.seen.get(module, {})
        return sum(found == {outcome} for found in seen.values())

    def __str__(self) -> str:
        skipped = self.count("test_service", "skipped")
        installed = len(self.seen.get("test_service", {})) - skipped
        return (
            f"{self.count('test_render', 'passed')} combinations rendered, "
            f"{installed} installed, {self.count('test_service', 'passed')} passed, "
            f"{skipped} skipped; {time.monotonic() - self.began:.0f} seconds"
        )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not in each of xdist's workers
        config.pluginmanager.register(Figures(), "figures")


def pytest_unconfigure(config: pytest.Config) -> None:
    figures = config.pluginmanager.get_plugin("figures")
    if figures and figures.seen:
        print(figures)


@pytest.fixture(scope="session")
def copier_template_paths() -> list[str]:
    """What pytest-copier takes as the template."""
    return TEMPLATE_PATHS


@pytest.fixture(scope="session", autouse=True)
def copier_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copier without the settings of whoever runs the tests: no answers, no trust."""
    settings = tmp_path_factory.mktemp("settings") / "settings.yml"
    settings.write_text("{}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPIER_SETTINGS_PATH", str(settings))
        yield


@pytest.fixture(scope="session", autouse=True)
def clones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clone each version of a template once.

    An update clones its template five times and deletes the clones, which took more
    than half of its time.
    """
    kept: dict[tuple[str, str], str] = {}

    def clone_kept(url: str, ref: str = "HEAD", location: str | None = None) -> str:
        if ref == "HEAD":
            return clone(url, ref, location)
        if (url, ref) not in kept:
            kept[url, ref] = clone(url, ref, str(tmp_path_factory.mktemp("clone")))
        return kept[url, ref]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("copier._template.clone", clone_kept)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template in a plain directory, from which Copier renders fastest."""
    folder = tmp_path_factory.mktemp("template")
    # What git would take: tools leave caches beside the sources.
    listed = git(
        ROOT, "ls-files", "-z", "-co", "--exclude-standard", "--", *TEMPLATE_PATHS
    )
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def render(template: Path) -> Render:
    """Render into a folder; nothing there may be overwritten."""

    def render_into(folder: Path, **data: Any) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            # Without git, Copier does not start it once for each file.
            patch.setattr("copier._main.is_git_available", lambda: False)
            run_copy(str(template), folder, data=data, defaults=True, quiet=True)
        return folder

    return render_into

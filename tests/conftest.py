"""What the tests share: the template as it stands, and how it is rendered."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from caches import kept
from combinations import ROOT, Combination, every
from copier import run_copy
from figures import Edits, Figures, Fleet, Matrix
from releases import TEMPLATE_PATHS, git, repository
from updates import make
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

Render = Callable[..., Path]
Born = Callable[[Path, str, Combination], Path]
Record = Callable[[str, object], None]

# What is told in the end.
REPORTS = (Figures, Matrix, Edits, Fleet)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="the inner loop: without the slow tests"
    )
    parser.addoption(
        "--nightly",
        action="store_true",
        help="all that is proven, in hours: also what the rest of the tests samples",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what a run by this command is not for.

    That is what is slow in a quick one, what stands for more of the same in any but a
    nightly one, and all but a combination that is named.

    A test of what only some services have is not made for the others at all: a skip
    would tell that something is wanting.

    What takes longest comes first, so that no worker is left with it in the end.
    """
    keyword = config.option.keyword
    is_combination = keyword in map(str, every())

    def is_left_out(item: pytest.Item) -> bool:
        is_slow = item.get_closest_marker("slow") is not None
        is_more = item.get_closest_marker("nightly") is not None
        is_other = is_combination and f"[{keyword}]" not in item.name
        return (
            (config.option.quick and is_slow)
            or (is_more and not config.option.nightly)
            or is_other
            or is_elsewhere(item, is_nightly=config.option.nightly)
        )

    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = sorted(
        (item for item in items if not is_left_out(item)),
        key=lambda item: item.path.name not in LONG,
    )


def is_elsewhere(item: pytest.Item, *, is_nightly: bool) -> bool:
    """Whether a test would meet a service that it is not for, by its marks.

    A sample is for want of time, which there is at night.
    """
    layers = [marker.args[0] for marker in item.iter_markers("only_with")]
    chosen = [marker.args[0] for marker in item.iter_markers("only_among")]
    if is_nightly:
        chosen = []
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
    "test_update.py",
)
# What begins first.
LONG = ("test_service.py", "test_switches.py", "test_update.py")


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


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not in each of xdist's workers
        for report in REPORTS:
            config.pluginmanager.register(report(), report.__name__)


def pytest_unconfigure(config: pytest.Config) -> None:
    for report in REPORTS:
        told = config.pluginmanager.get_plugin(report.__name__)
        if told and told.seen:
            print(told)


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
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with kept(lambda: tmp_path_factory.mktemp("clone")):
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
def history(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    return repository(tmp_path_factory.mktemp("history") / "template", template)


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


@pytest.fixture(scope="session")
def born(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Born:
    """Make services of versions, as `make` does; each is made once, and copied."""
    made: dict[tuple[str, Combination], Path] = {}

    def copy_of(folder: Path, version: str, combination: Combination) -> Path:
        key = (version, combination)
        if key not in made:
            first = tmp_path_factory.mktemp("born") / "service"
            made[key] = make(history, first, version, **combination.data)
            git(first, "gc", "--quiet")  # fewer files to copy
        copytree(made[key], folder, symlinks=True)
        return folder

    return copy_of

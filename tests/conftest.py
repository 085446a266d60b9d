"""What all tests share: how much a run takes, and how the template is rendered."""

import os
from collections.abc import Callable, Generator, Iterator
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import tiers
from tests.copier_cache import patched
from tests.figures import SAMPLED, Figures, Steps
from tests.git import TEMPLATE_PATHS, copy_checkout
from tests.progress import Progress
from tests.run.figures import Images
from tests.space import Combination
from tests.tiers import Tier
from tests.timing import Recorder, step
from tests.update.figures import Edits, Fleet, Matrix

Render = Callable[..., Path]

# The least that a run takes a test in which is marked so.
MARKERS = {"slow": Tier.DEFAULT, "full": Tier.FULL, "nightly": Tier.NIGHTLY}
# The rooms that begin first, so that no worker is left with a long test in the end.
LONG = ("run", "update")


# --- What a run takes ---


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("how much is proven (else each choice, in 15 minutes)")
    for tier, text in {
        Tier.QUICK: "what changes most, in half a minute",
        Tier.FULL: "each combination of the core, and updates from more releases",
        Tier.NIGHTLY: "everything, in hours",
    }.items():
        group.addoption(
            f"--{tier.name.lower()}",
            dest="tier",
            action="store_const",
            const=tier,
            help=text,
        )


def tier_of(config: pytest.Config) -> Tier:
    """How much this run takes; all of a full run for a combination that is named."""
    tier = Tier.DEFAULT if config.option.tier is None else Tier(config.option.tier)
    return max(tier, Tier.FULL) if named(config) else tier


def named(config: pytest.Config) -> Combination | None:
    """The combination that `-k` names, if it is one."""
    known = [*tiers.core(), *tiers.rendered()]
    if config.option.tier == Tier.NIGHTLY:
        known += tiers.rendered_nightly()
    return next((one for one in known if str(one) == config.option.keyword), None)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what this run does not take; what takes longest comes first."""
    tier, name = tier_of(config), named(config)

    def is_taken(item: pytest.Item) -> bool:
        names = {marker.name for marker in item.iter_markers()}
        least = max((MARKERS[each] for each in names & {*MARKERS}), default=Tier.QUICK)
        return least <= tier and (not name or f"[{name}]" in item.name)

    left_out = [item for item in items if not is_taken(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(
        (item for item in items if is_taken(item)),
        key=lambda item: item.path.parent.name not in LONG,
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test that takes a combination once for each that this run takes.

    Which these are is marked by names of `tests.tiers`: `combinations(quick, default,
    full, nightly)` holds what each tier takes, and `only_with(layer)` narrows it. In a
    full run `only_among(name)` does so too: that takes many, and not all through all.
    """
    if "combination" not in metafunc.fixturenames:
        return
    tier = tier_of(metafunc.config)
    marker = metafunc.definition.get_closest_marker("combinations")
    assert marker, f"{metafunc.definition.nodeid} is marked with no combinations"
    rows: list[Combination] = getattr(tiers, marker.args[tier])()
    if name := named(metafunc.config):
        rows = [name]
    elif tier == Tier.FULL:
        for marked in metafunc.definition.iter_markers("only_among"):
            few = getattr(tiers, marked.args[0])()
            rows = [row for row in rows if row in few]
    for marked in metafunc.definition.iter_markers("only_with"):
        rows = [row for row in rows if marked.args[0] in row.layers]
    metafunc.parametrize("combination", rows, ids=str, scope="session")


def pytest_xdist_auto_num_workers() -> int:
    """More than the processors, since tests wait for servers and containers."""
    return ceil((os.cpu_count() or 1) * 1.5)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Find the combinations once, before each worker would."""
    covers = [tiers.installed, tiers.rendered]
    if tier_of(config) == Tier.NIGHTLY:
        covers += [tiers.installed_nightly, tiers.rendered_nightly]
    for cover in covers:
        cover()


class ByParameters(LoadScopeScheduling):
    """Gives the tests of a room that have the same parameters to one worker.

    They share what is made for these, such as an installed service.
    """

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        _, bracket, parameters = test.partition("[")
        return f"{Path(module).parent}[{parameters}" if bracket else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadScopeScheduling:
    return ByParameters(config, log)


# --- What a run shows ---


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say how to render the combination of a test that failed."""
    report = yield
    call = getattr(item, "callspec", None)
    combination = call and call.params.get("combination")
    if report.failed and combination:
        report.sections.append(("To reproduce it", combination.command))
    return report


# What is printed at the end, if it has seen a test that it reports.
REPORTS = pytest.StashKey[list[Any]]()


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Recorder())
    if not hasattr(config, "workerinput"):  # once, not in each of xdist's workers
        is_whole = (
            config.args == config.getini("testpaths") and not config.option.keyword
        )
        sampled = SAMPLED[tier_of(config)] if is_whole else "A part of the tests."
        figures = Figures(sampled)
        config.stash[REPORTS] = [Steps(), Matrix(), Edits(), Fleet(), Images(), figures]
        for report in config.stash[REPORTS]:
            config.pluginmanager.register(report)
        if config.get_verbosity() == 0:
            config.pluginmanager.register(Progress(config))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for report in config.stash.get(REPORTS, []):
        if report.seen:
            terminalreporter.write_line(str(report))


# --- How the template is rendered ---


@pytest.fixture(scope="session")
def copier_template_paths() -> list[str]:
    """What pytest-copier takes as the template."""
    return [*TEMPLATE_PATHS]


@pytest.fixture(scope="session", autouse=True)
def copier_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings of the person who runs the tests out: no answers, no trust."""
    settings = tmp_path_factory.mktemp("settings") / "settings.yml"
    settings.write_text("{}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPIER_SETTINGS_PATH", str(settings))
        yield


@pytest.fixture(scope="session", autouse=True)
def copier_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with patched(lambda: tmp_path_factory.mktemp("clone")):
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template in a plain directory, from which Copier renders fastest."""
    folder = tmp_path_factory.mktemp("template")
    copy_checkout(folder, *TEMPLATE_PATHS)
    return folder


@pytest.fixture(scope="session")
def render(template: Path) -> Render:
    """Render into a folder; nothing there may be overwritten."""

    def render_into(folder: Path, **data: Any) -> Path:
        with step("render"), pytest.MonkeyPatch.context() as patch:
            # Without git, Copier does not start it once for each file.
            patch.setattr("copier._main.is_git_available", lambda: False)
            run_copy(str(template), folder, data=data, defaults=True, quiet=True)
        return folder

    return render_into

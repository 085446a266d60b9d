"""Fifty services of all releases are updated by Copier's command."""

import time
from itertools import chain, cycle, islice, zip_longest
from pathlib import Path

import pytest

from tests.git import commit_all
from tests.update.conftest import Services
from tests.update.figures import SECONDS_OF_ONE, Record
from tests.update.origins import Origin
from tests.update.releases import NOW, offered_by, releases
from tests.update.trees import ANSWERS_FILE, conflicts
from tests.update.updates import update_by_command


def fleet(size: int) -> list[object]:
    """Take services of each release in turn, with different answers."""
    by_release = [
        [Origin(release.version, one) for one in offered_by(release)]
        for release in releases()
    ]
    in_turn = filter(None, chain.from_iterable(zip_longest(*by_release)))
    return [
        pytest.param(origin, id=f"{number}-{origin}")
        for number, origin in enumerate(islice(cycle(in_turn), size))
    ]


@pytest.mark.nightly
@pytest.mark.parametrize("origin", fleet(50))
def test_service_of_a_fleet_is_updated(
    services: Services, tmp_path: Path, record_property: Record, origin: Origin
) -> None:
    folder = services.copy(tmp_path / "service", origin)
    readme = folder / "README.md"
    readme.write_text("> Ours.\n\n" + readme.read_text())
    commit_all(folder)

    began = time.perf_counter()
    done = update_by_command(folder)
    record_property(SECONDS_OF_ONE, time.perf_counter() - began)

    assert done.returncode == 0, done.stderr
    assert conflicts(folder) == []
    assert readme.read_text().startswith("> Ours.\n\n")
    assert f"_commit: {NOW}" in (folder / ANSWERS_FILE).read_text()

"""What updates start from, and which tier takes which."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import pytest

from tests.space import Combination
from tests.tiers import Tier
from tests.update.releases import (
    NOW,
    Release,
    first_and_newest,
    newest_behind,
    releases,
    usual_of,
)

MARKS = {
    Tier.DEFAULT: pytest.mark.slow,
    Tier.FULL: pytest.mark.full,
    Tier.NIGHTLY: pytest.mark.nightly,
}


@dataclass(frozen=True)
class Origin:
    """The version and the answers that a service was generated from."""

    version: str
    combination: Combination

    def __str__(self) -> str:
        return f"{self.version}-{self.combination}"

    @property
    def framework(self) -> str:
        return str(self.combination.data["framework"])

    @property
    def now(self) -> "Origin":
        """The same answers to the template as it stands."""
        return Origin(NOW, self.combination)


def tier_of(release: Release, framework: str) -> Tier:
    """Return the first tier that updates services of the framework from the release."""
    if release == newest_behind():
        return Tier.DEFAULT
    return Tier.FULL if release in first_and_newest(framework) else Tier.NIGHTLY


@cache
def origins(
    chosen: Callable[[Release], Iterable[Combination]] = usual_of,
) -> dict[Origin, Tier]:
    """Return services of each release, with the first tier that updates them."""
    return {
        Origin(release.version, one): tier_of(release, one.data["framework"])
        for release in releases()
        for one in chosen(release)
    }


def cases(tiers: dict[Origin, Tier]) -> list[object]:
    """Turn origins into the parameters of a test."""
    return [
        pytest.param(origin, id=str(origin), marks=MARKS[tier])
        for origin, tier in tiers.items()
    ]

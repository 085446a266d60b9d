"""What a run reports of images: their sizes, and what stand-ins leave unproven."""

import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from scripts.stand_ins import listed

# The type of pytest's fixture record_property.
Record = Callable[[str, object], None]

# What tests record: the bytes of an image above its base, the seconds of its first
# build and of one after a change of its source, and whether stand-ins were used.
SIZE, BUILT, REBUILT, STAND_INS = "bytes", "built", "rebuilt", "stand-ins"


class Images:
    """Lists the images that were built, and what remains to be seen of them."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, float]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = re.search(
            r"run/test_image\.py::.*\[([^\]]+?)(?:-[^-]* .*)?\]", report.nodeid
        )
        for name, value in report.user_properties:
            if found and name in (SIZE, BUILT, REBUILT, STAND_INS):
                self.seen[found[1]][name] = float(str(value))

    def __str__(self) -> str:
        lines = [
            f"The image of {name}: {figures[SIZE] / 1e6:.0f} MB above its base, "
            f"built in {figures[BUILT]:.0f} s"
            f" and {figures[REBUILT]:.1f} s after a change."
            for name, figures in sorted(self.seen.items())
            if {SIZE, BUILT, REBUILT} <= {*figures}
        ]
        if any(figures.get(STAND_INS) for figures in self.seen.values()):
            lines += [
                "Unproven, as no registry can be reached: tags, pulling, arm64, and of",
                *(f"  {image.name}: {image.unproven}" for image in listed()),
            ]
        return "\n".join(lines)

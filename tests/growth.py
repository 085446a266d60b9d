"""Prints how what is proven grows with the options that are offered.

Of today's questions, and of copies with more yes/no options that each have a layer: how
many combinations are installed and rendered, and what it takes to choose them. The
layers hold no files, which would add rows where they are nested in others.

    scripts/uv run python -m tests.growth
"""

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from tests.questionnaire import Questionnaire, questionnaire
from tests.rules import cover_installed, cover_rendered

MORE = (0, 2, 4, 6, 8)


class Growth(NamedTuple):
    installed: int
    rendered: int
    seconds: float
    mebibytes: float


def with_more(count: int) -> Questionnaire:
    """The questions, and options that anyone is asked about."""
    options: dict[str, Any] = {
        f"option_{number}": {"type": "bool", "help": "More?", "default": False}
        for number in range(count)
    }
    layers: dict[str, Any] = {
        f"layer_{number}": {
            "type": "str",
            "when": False,
            "default": f"{{{{ '.' if option_{number} else '' }}}}",
        }
        for number in range(count)
    }
    return Questionnaire({**questionnaire().configuration, **options, **layers})


def measure(count: int) -> Growth:
    began = time.process_time()
    space = with_more(count)
    installed = cover_installed(space)
    rendered = cover_rendered(space, installed)
    return Growth(
        installed=len({repr(space.asked(row)) for row in installed}),
        rendered=len({repr(space.asked(row)) for row in rendered}),
        seconds=time.process_time() - began,
        mebibytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def main() -> None:
    # Each in a process of its own, as memory that was used is not given back.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        measured = list(pool.map(measure, MORE))
    print("options more  installed  rendered  CPU seconds  MiB")
    for count, growth in zip(MORE, measured, strict=True):
        print(
            f"{count:>12}  {growth.installed:>9}  "
            f"{growth.rendered:>8}  {growth.seconds:>11.2f}  {growth.mebibytes:>3.0f}"
        )
    today, most = measured[0], measured[-1]
    print(
        f"With {MORE[-1]} more: {most.installed / today.installed - 1:+.0%} installed, "
        f"{most.rendered / today.rendered - 1:+.0%} rendered"
    )


if __name__ == "__main__":
    main()

"""Runs the benchmarks, or those named, and prints one table."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import generate, green, serve, stacks, suite, telemetry, update
from benchmarks.measure import Figure, Options, table
from benchmarks.serve import ORMS

BENCHMARKS: dict[str, Callable[[Path, Options], list[Figure]]] = {
    "generate": generate.measure,
    "green": green.measure,
    "suite": suite.measure,
    "serve": serve.measure,
    "update": update.measure,
}
# These serve several services, and so run only by their name.
BY_NAME = {"stacks": stacks.measure, "telemetry": telemetry.measure}
ALL = BENCHMARKS | BY_NAME


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(ALL)}")
    parser.add_argument("--runs", type=int, default=5, help="of which the median tells")
    parser.add_argument("--framework", choices=ORMS, default="fastapi")
    parser.add_argument("--orm", default="", help="else the framework's usual one")
    parser.add_argument("--database-url", default="", help="an empty one, for serve")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(ALL):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    offered = ORMS[chosen.framework]
    orm = chosen.orm or offered[0]
    if orm not in offered:
        parser.error(f"with {chosen.framework} there is {', '.join(offered)}")

    options = Options(chosen.runs, chosen.framework, orm, chosen.database_url)
    figures = []
    for name in chosen.names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
            figures += ALL[name](Path(folder), options)
    print(table(figures))


if __name__ == "__main__":
    main()

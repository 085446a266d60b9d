"""Runs the benchmarks, or those named, and prints one table."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import generate, green, serve, suite
from benchmarks.measure import Figure, Options, table
from benchmarks.serve import SERVERS

BENCHMARKS: dict[str, Callable[[Path, Options], list[Figure]]] = {
    "generate": generate.measure,
    "green": green.measure,
    "suite": suite.measure,
    "serve": serve.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHMARKS)}")
    parser.add_argument("--runs", type=int, default=5, help="of which the median tells")
    parser.add_argument("--framework", choices=SERVERS, default="fastapi")
    parser.add_argument("--database-url", default="", help="an empty one, for serve")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")

    options = Options(chosen.runs, chosen.framework, chosen.database_url)
    figures = []
    for name in chosen.names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
            figures += BENCHMARKS[name](Path(folder), options)
    print(table(figures))


if __name__ == "__main__":
    main()

"""Count the lines of the template that repeat a file of the same path in another layer.

    scripts/repeated-lines        # their number and share
    scripts/repeated-lines --all  # and each file that repeats another

A file counts with the lines that it has in common with the most similar one before it.
Blank lines count for nothing, nor does indentation. What scripts/unasync writes is
counted apart.
"""

import argparse
from collections import Counter, defaultdict
from pathlib import PurePosixPath

from scripts.unasync import MODULES, SYNC
from tests.sources import SOURCES, TEMPLATE, output_of, read

GENERATED = {
    PurePosixPath((SYNC / module).relative_to(TEMPLATE).as_posix())
    for module in MODULES
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/repeated-lines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--all", action="store_true", help="list the files")
    is_listing = parser.parse_args().all

    lines = {
        source: Counter(filter(None, map(str.strip, read(source).splitlines())))
        for source in SOURCES
    }
    files: defaultdict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    for source in SOURCES:
        if source not in GENERATED:
            files[output_of(source)].append(source)
    repeated = []
    for sources in files.values():
        for position, source in enumerate(sources[1:], start=1):
            common = {
                other: (lines[source] & lines[other]).total()
                for other in sources[:position]
            }
            most = max(common, key=common.__getitem__)
            repeated.append((common[most], source, most))

    if is_listing:
        for count, source, other in sorted(repeated, reverse=True):
            print(f"{count:4} of {lines[source].total():3}  {source}  {other}")
    generated = sum(lines[source].total() for source in GENERATED)
    kept = sum(map(Counter.total, lines.values())) - generated
    total = sum(count for count, *_ in repeated)
    print(
        f"{total} of {kept} lines kept by hand repeat others ({total / kept:.1%}); "
        f"{generated} more are generated."
    )


if __name__ == "__main__":
    main()

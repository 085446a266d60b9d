"""Run `copier copy`, and report a refused answer in one sentence.

Takes the arguments of `copier copy`. `scripts/new` runs it.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent


def questions() -> list[str]:
    """Return the names of the questions: computed answers can't be given."""
    configuration = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    return [
        name
        for name, question in configuration.items()
        if not name.startswith("_") and question.get("when") is not False
    ]


def given(arguments: list[str]) -> Iterator[str]:
    """Yield the names of the answers on the command line and in its files."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-d", "--data", action="append", default=[])
    parser.add_argument("--data-file", action="append", default=[], type=Path)
    options, _ = parser.parse_known_args(arguments)
    for answer in options.data:
        name, equals, _ = answer.partition("=")
        if not equals:
            sys.exit(f"--data {answer} has no value: write --data NAME=VALUE.")
        yield name
    for file in options.data_file:
        if file.is_file():  # Copier reports a missing one
            yield from yaml.safe_load(file.read_text("utf-8")) or {}


def check(name: str) -> None:
    known = questions()
    if name in known:
        return
    similar = get_close_matches(name, known, n=1)
    hint = f"Did you mean {similar[0]}?" if similar else f"Use {', '.join(known)}."
    sys.exit(f"There is no question {name}. {hint}")


def shorten(errors: str) -> str:
    """Reduce the traceback of a refused answer to its message."""
    message = r"^(?:ValueError|TypeError): (?:[\w ]+ '(\w+)': )?(.*)"
    found = re.search(message, errors, re.MULTILINE | re.DOTALL)
    if "Traceback" not in errors or not found:
        return errors
    question, reason = found.groups()
    return f"{question}: {reason}" if question else reason


def main() -> None:
    arguments = sys.argv[1:]
    for name in given(arguments):
        check(name)
    done = subprocess.run(
        [sys.executable, "-m", "copier", "copy", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=False,
    )
    sys.stderr.write(shorten(done.stderr))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
